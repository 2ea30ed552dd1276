import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { DiffTable } from './DiffTable';
import { toPatchFiles, type PatchFile } from './patchFiles';
import styles from './TextDiff.module.css';
import { textDiffTranslationRef, type Translate } from './translation';

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
  const { t } = useTranslationRef(textDiffTranslationRef);
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
            <code>{file.path || t('patch.unnamedFile')}</code>{' '}
            <span className={styles.count}>{countText(t, file)}</span>
          </summary>
          {file.rows.length > 0 && (
            <DiffTable
              label={file.path || t('patch.unnamedFile')}
              rows={file.rows}
            />
          )}
          {file.rows.length === 0 && (
            <em>
              {file.isUnreadable ? t('patch.unreadable') : t('patch.noLines')}
            </em>
          )}
        </details>
      ))}
      {truncated && <em>{t('patch.truncated')}</em>}
    </div>
  );
}

/** Nobody reads lock files first; they are a click away. */
function isWrittenByTools(path: string): boolean {
  return path.endsWith('.lock.hcl');
}

const countKeys = {
  added: 'patch.countsOfAdded',
  removed: 'patch.countsOfRemoved',
  changed: 'patch.counts',
} as const;

function countText(t: Translate, file: PatchFile): string {
  const { change, added, removed } = file;
  return t(countKeys[change], {
    added: String(added),
    removed: String(removed),
  });
}
