import { withMergeBase } from './history';
import type { WorkspaceClone } from './WorkspaceClone';

/** What becomes of two commits that are merged. */
export interface MergedTrees {
  /** All files of both; nothing where they conflict. */
  tree?: string;
  /** Files in which they conflict; none where they have no common history. */
  files: string[];
  /** The first has the second already. */
  nothing?: boolean;
}

/** Merges two commits without making a commit. */
export async function mergeTrees(
  clone: WorkspaceClone,
  [into, from]: [string, string],
): Promise<MergedTrees> {
  const { parents, tree } = await clone.commitObject(from);
  if (parents.includes(into)) {
    return { tree, files: [] };
  }
  return withMergeBase(clone, [into, from], async mergeBase => {
    if (mergeBase === undefined) {
      return { files: [] };
    }
    return mergeBase === from
      ? { files: [], nothing: true }
      : mergeByGit(clone, [into, from]);
  });
}

async function mergeByGit(
  clone: WorkspaceClone,
  [into, from]: [string, string],
): Promise<MergedTrees> {
  // Only of files that both sides changed the content is fetched.
  const { exitCode, stdout } = await clone.attemptOnline(
    [
      'merge-tree',
      '--write-tree',
      '--name-only',
      '--no-messages',
      '-z',
      into,
      from,
    ],
    [0, 1],
  );
  const [tree, ...files] = stdout.split('\0').filter(Boolean);
  return exitCode === 0 ? { tree, files: [] } : { files: [...new Set(files)] };
}
