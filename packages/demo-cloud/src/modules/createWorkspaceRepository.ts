import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { git } from './git';

const BRANCH = 'main';
const README = `# Infrastructure

What the portal generates is written here, a folder for each resource. Merging a
pull request approves its plan, and the portal applies it.
`;

/**
 * Makes a bare git repository that code can be written to, as a team has one
 * on its git server. One that is there already is left alone.
 *
 * @public
 */
export async function createWorkspaceRepository(options: {
  /** Where to; made if need be. */
  directory: string;
}): Promise<{ directory: string }> {
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true });
  await git(directory, [
    ...['init', '--quiet', '--bare', '--template=', '-b', BRANCH],
  ]);
  if (!(await git(directory, ['branch', '--list', BRANCH]))) {
    await commitFirst(directory);
  }
  return { directory };
}

async function commitFirst(directory: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'workspace-repository-'));
  try {
    await git(work, ['init', '--quiet', '--template=', '-b', BRANCH]);
    await writeFile(join(work, 'README.md'), README);
    await git(work, ['add', '--all']);
    const date = new Date(Date.UTC(2025, 0, 1)).toISOString();
    await git(
      work,
      ['commit', '--quiet', '--no-verify', '-m', 'Begin the repository'],
      { date },
    );
    await git(work, ['push', '--quiet', directory, BRANCH]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
