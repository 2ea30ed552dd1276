import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkspaceRepository } from './createWorkspaceRepository';
import { git } from './git';

describe('createWorkspaceRepository', () => {
  let base: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'workspace-repository-test-'));
  });

  afterEach(() => rm(base, { recursive: true, force: true }));

  it('makes a bare repository, and leaves what is in it alone', async () => {
    const directory = join(base, 'workspaces', 'infrastructure.git');
    await createWorkspaceRepository({ directory });
    expect(await git(directory, ['rev-parse', '--is-bare-repository'])).toBe(
      'true',
    );
    expect(await git(directory, ['show', 'main:README.md'])).toMatch(
      /^# Infrastructure/,
    );
    await git(directory, ['branch', 'somebody']);
    const refs = await git(directory, ['for-each-ref']);
    await createWorkspaceRepository({ directory });
    expect(await git(directory, ['for-each-ref'])).toBe(refs);
  });
});
