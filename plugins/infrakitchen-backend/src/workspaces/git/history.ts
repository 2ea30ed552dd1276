import { isCommitSha } from '../../sources';
import { WHOLE_HISTORY, type WorkspaceClone } from './WorkspaceClone';

/** Nearly all pull requests are merged long before the first of these. */
const DEPTHS = [50, 1_000, WHOLE_HISTORY];
const MAX_LOOKED_AT = 5_000;
const MAX_PATHS = 1_000;

/**
 * Where two commits left each other, and what is read from there on.
 *
 * @param read - Gets nothing where they have no history in common.
 */
export async function withMergeBase<T>(
  clone: WorkspaceClone,
  [base, head]: [string, string],
  read: (mergeBase: string | undefined) => Promise<T>,
): Promise<T> {
  for (const depth of DEPTHS) {
    const result = await clone.withHistory([base, head], depth, async () => {
      const { stdout } = await clone.attempt(['merge-base', base, head]);
      const found = stdout.trim();
      return isCommitSha(found) || depth === WHOLE_HISTORY
        ? { value: await read(found || undefined) }
        : undefined;
    });
    if (result) {
      return result.value;
    }
  }
  throw new Error('The whole history is always read');
}

/** Whether a branch had the files of a commit at any time since it left. */
export async function wasMerged(
  clone: WorkspaceClone,
  options: { branchHead: string; commit: string; folder?: string },
): Promise<boolean> {
  const { branchHead, commit, folder } = options;
  return withMergeBase(clone, [branchHead, commit], async mergeBase => {
    if (mergeBase === commit) {
      return true;
    }
    if (mergeBase === undefined) {
      return false;
    }
    const paths =
      folder === undefined
        ? await pathsBetween(clone, mergeBase, commit)
        : [folder];
    if (paths.length === 0) {
      return false;
    }
    // The first parents are what the branch has been; the others came in by merges.
    const list = await clone.run([
      'rev-list',
      '--first-parent',
      `--max-count=${Math.ceil(MAX_LOOKED_AT / paths.length)}`,
      branchHead,
      `^${mergeBase}`,
      '--',
    ]);
    const commits = list.split('\n').filter(Boolean);
    // Lists those that are different from the commit there.
    const different = await clone.run(
      [
        '--literal-pathspecs',
        'diff-tree',
        '--stdin',
        '-r',
        '-s',
        '--',
        ...paths,
      ],
      { input: commits.map(at => `${at} ${commit}\n`).join('') },
    );
    return new Set(different.split('\n').filter(Boolean)).size < commits.length;
  });
}

/** What a commit changed; submodules and all. */
async function pathsBetween(
  clone: WorkspaceClone,
  from: string,
  to: string,
): Promise<string[]> {
  const output = await clone.run([
    'diff-tree',
    '-r',
    '-z',
    '--name-only',
    '--no-renames',
    from,
    to,
  ]);
  return output.split('\0').filter(Boolean).slice(0, MAX_PATHS);
}
