import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleModules } from '../paths';
import { createModuleRepository } from './createModuleRepository';
import { git } from './git';

describe('createModuleRepository', () => {
  let base: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'module-repository-test-'));
  });

  afterEach(async () => {
    await rm(base, { recursive: true, force: true });
  });

  const commitsOf = (directory: string) =>
    git(directory, ['log', '--format=%H %D %s %an %aI']);

  it('makes a commit and a tag for each release', async () => {
    const repository = await createModuleRepository({
      directory: join(base, 'modules'),
    });
    expect(repository).toEqual({
      directory: join(base, 'modules'),
      tags: ['v1.0.0', 'v1.1.0', 'v2.0.0'],
      modules: ['bucket', 'cluster', 'database', 'namespace', 'network'],
    });
    const subjects = await git(repository.directory, ['log', '--format=%s']);
    expect(subjects.split('\n')).toEqual([
      'Release v2.0.0',
      'Release v1.1.0',
      'Release v1.0.0',
    ]);
    expect(await git(repository.directory, ['status', '--short'])).toBe('');
  });

  it('takes over what a release does not bring itself', async () => {
    const { directory } = await createModuleRepository({ directory: base });
    const at = (tag: string, file: string) =>
      git(directory, ['show', `${tag}:${file}`]);
    expect(await at('v1.1.0', 'network/main.tf')).toBe(
      await at('v1.0.0', 'network/main.tf'),
    );
    expect(await at('v2.0.0', 'network/main.tf')).not.toBe(
      await at('v1.1.0', 'network/main.tf'),
    );
  });

  it('makes the same commits everywhere', async () => {
    const first = await createModuleRepository({ directory: join(base, 'a') });
    const second = await createModuleRepository({ directory: join(base, 'b') });
    expect(await commitsOf(first.directory)).toBe(
      await commitsOf(second.directory),
    );
  });

  it('leaves releases alone that are there already, and adds new ones', async () => {
    const source = join(base, 'source');
    const directory = join(base, 'modules');
    await cp(exampleModules, source, { recursive: true });
    await createModuleRepository({ directory, source });
    const before = await commitsOf(directory);
    await createModuleRepository({ directory, source });
    expect(await commitsOf(directory)).toBe(before);

    await cp(join(source, 'v2.0.0'), join(source, 'v2.10.0'), {
      recursive: true,
    });
    await writeFile(join(source, 'v2.10.0', 'NOTES.md'), 'New\n');
    const { tags } = await createModuleRepository({ directory, source });
    expect(tags).toEqual(['v1.0.0', 'v1.1.0', 'v2.0.0', 'v2.10.0']);
    expect(await readFile(join(directory, 'NOTES.md'), 'utf8')).toBe('New\n');
    expect(await git(directory, ['rev-parse', 'v2.0.0^{commit}'])).toBe(
      before.split(' ')[0],
    );
  });
});
