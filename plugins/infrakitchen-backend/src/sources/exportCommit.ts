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

interface TreeFile {
  mode: string;
  size: number;
  path: string;
}

const LINK_MODE = '120000';

/**
 * Writes the files of a commit into a folder.
 *
 * @throws InputError `checkout_too_large` or `link_outside_repository`.
 * @throws GitCommandFailed where the commit is not there.
 */
export async function exportCommit(
  git: GitClient,
  options: {
    gitDirectory: string;
    commitSha: string;
    directory: string;
    limits: CheckoutLimits;
  },
): Promise<void> {
  const { gitDirectory, commitSha, directory } = options;
  const files = await listFiles(git, gitDirectory, commitSha);
  assertWithin(options.limits, files);
  await mkdir(directory, { recursive: true });
  // An index of its own, so that exports do not wait for each other.
  const index = join(gitDirectory, `export-${randomUUID()}.index`);
  const withIndex = { env: { GIT_INDEX_FILE: index } };
  const inRepository = [
    `--git-dir=${gitDirectory}`,
    `--work-tree=${directory}`,
  ];
  try {
    await git.run([...inRepository, 'read-tree', commitSha], withIndex);
    await git.run(
      [...inRepository, 'checkout-index', '--all', '--force', '--quiet'],
      withIndex,
    );
  } finally {
    await rm(index, { force: true });
  }
  await assertLinksInside(
    directory,
    files.filter(file => file.mode === LINK_MODE).map(file => file.path),
  );
}

async function listFiles(
  git: GitClient,
  gitDirectory: string,
  commitSha: string,
): Promise<TreeFile[]> {
  const output = await git.run(
    [
      `--git-dir=${gitDirectory}`,
      'ls-tree',
      '-r',
      '-l',
      '-z',
      '--full-tree',
      `${commitSha}^{commit}`,
    ],
    { mayFail: true },
  );
  return output
    .split('\0')
    .filter(Boolean)
    .map(line => {
      const tab = line.indexOf('\t');
      const [mode, , , size] = line.slice(0, tab).split(/ +/);
      // A submodule has no size, and stays an empty folder.
      return { mode, size: Number(size) || 0, path: line.slice(tab + 1) };
    });
}

function assertWithin(limits: CheckoutLimits, files: TreeFile[]): void {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (files.length <= limits.files && bytes <= limits.bytes) {
    return;
  }
  const megabytes = (count: number) => `${Math.ceil(count / 1_000_000)} MB`;
  throw new InfrakitchenError('InputError', {
    code: 'checkout_too_large',
    message: `The repository has ${files.length} files with ${megabytes(
      bytes,
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
