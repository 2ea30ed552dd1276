import { useMemo } from 'react';
import { VisuallyHidden } from '@backstage/ui';
import { diffLines } from 'diff';
import { toDiffRows } from './diffRows';
import styles from './TextDiff.module.css';

/** Beyond this a comparison line by line would hold up the page. */
const COMPARED_LENGTH = 200_000;

const signs = { added: '+', removed: '−', same: ' ' };
const words = { added: 'added', removed: 'removed', same: '' };

/**
 * Two texts compared line by line, with what is alike folded away.
 *
 * @public
 */
export function TextDiff(props: {
  label: string;
  before: string;
  after: string;
}) {
  const { label, before, after } = props;
  const rows = useMemo(
    () =>
      before.length + after.length > COMPARED_LENGTH
        ? undefined
        : toDiffRows(diffLines(before, after)),
    [before, after],
  );
  if (!rows) {
    return <em>The texts are too long to be compared here.</em>;
  }
  return (
    <table className={styles.diff} aria-label={label}>
      <tbody>
        {rows.map(row =>
          row.kind === 'fold' ? (
            <tr key={row.key} className={styles.fold}>
              <td colSpan={2}>
                {row.count} {row.count === 1 ? 'line' : 'lines'} alike
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
