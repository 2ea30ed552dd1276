import { VisuallyHidden } from '@backstage/ui';
import type { DiffRow } from './diffRows';
import styles from './TextDiff.module.css';

const signs = { added: '+', removed: '−', same: ' ' };
const words = { added: 'added', removed: 'removed', same: '' };

/** Lines of a comparison below each other. */
export function DiffTable(props: { label: string; rows: DiffRow[] }) {
  return (
    <table className={styles.diff} aria-label={props.label}>
      <tbody>
        {props.rows.map(row =>
          row.kind === 'fold' || row.kind === 'gap' ? (
            <tr key={row.key} className={styles.fold}>
              <td colSpan={2}>
                {row.kind === 'gap'
                  ? row.text
                  : `${row.count} ${row.count === 1 ? 'line' : 'lines'} alike`}
              </td>
            </tr>
          ) : (
            <tr key={row.key} className={styles[row.kind]}>
              <td className={styles.sign}>
                <span aria-hidden="true">{signs[row.kind]}</span>
                <VisuallyHidden>{words[row.kind]}</VisuallyHidden>
              </td>
              <td className={styles.text}>{row.text}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
