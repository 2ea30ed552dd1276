import { useMemo } from 'react';
import { DiffTable } from './DiffTable';
import { toPatchFiles, type PatchFile } from './patchFiles';
import styles from './TextDiff.module.css';

/**
 * A patch as git writes it, file by file.
 *
 * @public
 */
export function PatchView(props: {
  label: string;
  patch: string;
  /** The patch ends before all of it was told. */
  truncated?: boolean;
}) {
  const { label, patch, truncated } = props;
  const files = useMemo(() => toPatchFiles(patch), [patch]);
  return (
    <div className={styles.patch} role="group" aria-label={label}>
      {files.map(file => (
        <details
          key={file.path}
          className={styles.file}
          open={!isWrittenByTools(file.path)}
        >
          <summary>
            <code>{file.path}</code>{' '}
            <span className={styles.count}>{countText(file)}</span>
          </summary>
          {file.rows.length > 0 && (
            <DiffTable label={file.path} rows={file.rows} />
          )}
          {file.rows.length === 0 && (
            <em>
              {file.isUnreadable
                ? 'The differences of this file cannot be shown here.'
                : 'There are no lines to compare.'}
            </em>
          )}
        </details>
      ))}
      {truncated && <em>There is more than is shown here.</em>}
    </div>
  );
}

/** Nobody reads lock files first; they are a click away. */
function isWrittenByTools(path: string): boolean {
  return path.endsWith('.lock.hcl');
}

function countText({ change, added, removed }: PatchFile): string {
  const lines = `+${added} −${removed}`;
  return change === 'changed' ? lines : `${change}, ${lines}`;
}
