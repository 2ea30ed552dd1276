import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exampleModules } from '../paths';
import { git } from './git';

/**
 * How to make a repository of the demo modules.
 *
 * @public
 */
export interface ModuleRepositoryOptions {
  /** Where to; made if need be. */
  directory: string;
  /** One folder for each release, by default those of `examples/modules`. */
  source?: string;
}

/**
 * A git repository of the demo modules.
 *
 * @public
 */
export interface ModuleRepository {
  directory: string;
  /** The releases, oldest first. */
  tags: string[];
  /** The modules, each a folder of the repository. */
  modules: string[];
}

const BRANCH = 'main';

/**
 * Makes a git repository of the demo modules, with a commit and a tag for
 * each release. The commits are the same everywhere. Releases that the
 * repository has already are left alone.
 *
 * @public
 */
export async function createModuleRepository(
  options: ModuleRepositoryOptions,
): Promise<ModuleRepository> {
  const directory = resolve(options.directory);
  const source = options.source ?? exampleModules;
  const releases = (await foldersOf(source))
    .filter(name => /^v\d/.test(name))
    .sort(byVersion);
  await mkdir(directory, { recursive: true });
  await git(directory, ['init', '--quiet', '--template=', '-b', BRANCH]);
  const published = new Set(
    (await git(directory, ['tag', '--list'])).split('\n'),
  );
  for (const [index, release] of releases.entries()) {
    if (!published.has(release)) {
      await publish(directory, join(source, release), release, index);
    }
  }
  return { directory, tags: releases, modules: await foldersOf(directory) };
}

async function publish(
  directory: string,
  files: string,
  release: string,
  index: number,
): Promise<void> {
  await cp(files, directory, { recursive: true });
  await git(directory, ['add', '--all']);
  const date = new Date(Date.UTC(2025, index, 1)).toISOString();
  await git(
    directory,
    ['commit', '--quiet', '--no-verify', '-m', `Release ${release}`],
    { date },
  );
  await git(directory, ['tag', '-a', '-m', `Release ${release}`, release], {
    date,
  });
}

async function foldersOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
    .sort();
}

function byVersion(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
