import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import type { DiffRow } from './diffRows';
import styles from './TextDiff.module.css';
import { textDiffTranslationRef } from './translation';

const signs = { added: '+', removed: '−', same: ' ' };

/** Lines of a comparison below each other. */
export function DiffTable(props: { label: string; rows: DiffRow[] }) {
  const { t } = useTranslationRef(textDiffTranslationRef);
  return (
    <table className={styles.diff} aria-label={props.label}>
      <tbody>
        {props.rows.map(row =>
          row.kind === 'fold' || row.kind === 'gap' ? (
            <tr key={row.key} className={styles.fold}>
              <td colSpan={2}>
                {row.kind === 'gap'
                  ? t('row.line', { line: String(row.line) })
                  : t('row.folded', { count: row.count })}
              </td>
            </tr>
          ) : (
            <tr key={row.key} className={styles[row.kind]}>
              <td className={styles.sign}>
                <span aria-hidden="true">{signs[row.kind]}</span>
                <VisuallyHidden>
                  {row.kind !== 'same' && t(`row.${row.kind}`)}
                </VisuallyHidden>
              </td>
              <td className={styles.text}>{row.text}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
