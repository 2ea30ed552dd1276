import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { mkdir, readlink, realpath, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { GitClient } from './GitClient';
import { isSameOrBelow } from './localRepository';

/** How large a checkout may be. */
export interface CheckoutLimits {
  bytes: number;
  files: number;
}

/** One thing that a commit has. */
export interface TreeEntry {
  kind: 'file' | 'program' | 'link' | 'submodule';
  path: string;
}

/** What a commit has. */
export interface CommitContent {
  bytes: number;
  entries: TreeEntry[];
}

const KINDS: Record<string, TreeEntry['kind']> = {
  '100755': 'program',
  '120000': 'link',
  '160000': 'submodule',
};

/**
 * Lists a commit.
 *
 * @throws GitCommandFailed where the commit is not there.
 */
export async function readContent(
  git: GitClient,
  options: { gitDirectory: string; commitSha: string },
): Promise<CommitContent> {
  const output = await git.run(
    [
      `--git-dir=${options.gitDirectory}`,
      'ls-tree',
      '-r',
      '-l',
      '-z',
      '--full-tree',
      `${options.commitSha}^{commit}`,
    ],
    { mayFail: true },
  );
  const content: CommitContent = { bytes: 0, entries: [] };
  for (const line of output.split('\0').filter(Boolean)) {
    const tab = line.indexOf('\t');
    const [mode, , , size] = line.slice(0, tab).split(/ +/);
    // A submodule has no size, and stays an empty folder.
    content.bytes += Number(size) || 0;
    content.entries.push({
      kind: KINDS[mode] ?? 'file',
      path: line.slice(tab + 1),
    });
  }
  return content;
}

/**
 * Writes the files of a commit into a folder.
 *
 * @throws InputError `link_outside_repository`.
 * @throws GitCommandFailed where the commit is not there.
 */
export async function exportCommit(
  git: GitClient,
  options: {
    gitDirectory: string;
    commitSha: string;
    content: CommitContent;
    directory: string;
  },
): Promise<void> {
  const { gitDirectory, commitSha, content, directory } = options;
  await mkdir(directory, { recursive: true });
  // An index of its own, so that exports do not wait for each other.
  const index = join(gitDirectory, `export-${randomUUID()}.index`);
  try {
    await git.run(
      [
        `--git-dir=${gitDirectory}`,
        `--work-tree=${directory}`,
        'read-tree',
        '--reset',
        '-u',
        commitSha,
      ],
      { env: { GIT_INDEX_FILE: index } },
    );
  } finally {
    await rm(index, { force: true });
  }
  await assertLinksInside(
    directory,
    content.entries
      .filter(({ kind }) => kind === 'link')
      .map(({ path }) => path),
  );
}

/** @throws InputError `checkout_too_large`. */
export function assertWithin(
  limits: CheckoutLimits,
  content: CommitContent,
): void {
  const files = content.entries.length;
  if (files <= limits.files && content.bytes <= limits.bytes) {
    return;
  }
  const megabytes = (count: number) => `${Math.ceil(count / 1_000_000)} MB`;
  throw new InfrakitchenError('InputError', {
    code: 'checkout_too_large',
    message: `The repository has ${files} files with ${megabytes(
      content.bytes,
    )}; the limit is ${limits.files} files with ${megabytes(limits.bytes)}`,
  });
}

/** Else a module could read any file of this machine. */
async function assertLinksInside(
  directory: string,
  links: string[],
): Promise<void> {
  if (links.length === 0) {
    return;
  }
  const root = await realpath(directory);
  await Promise.all(
    links.map(async link => {
      const file = join(root, link);
      const target = resolve(dirname(file), await readlink(file));
      // The link may lead to another link; a dangling one leads nowhere.
      const real = await realpath(file).catch(() => target);
      if (!isSameOrBelow(target, root) || !isSameOrBelow(real, root)) {
        throw new InfrakitchenError('InputError', {
          code: 'link_outside_repository',
          message: `The link '${link}' of the repository leads out of it`,
          culprits: [{ kind: 'file', name: link }],
        });
      }
    }),
  );
}
