import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** A repository on the disk of this machine. */
export interface LocalRepository {
  /** What git is given: without links, below a root. */
  gitDirectory: string;
}

/**
 * Finds a repository on disk and makes sure that it lies below a folder that
 * an operator has opened, with all links followed.
 *
 * @throws NotAllowedError `path_outside_roots`, or InputError `repository_not_found`.
 */
export async function findLocalRepository(
  path: string,
  roots: readonly string[],
): Promise<LocalRepository> {
  const realRoots = (await Promise.all(roots.map(resolveIfExists))).filter(
    root => root !== undefined,
  );
  const directory = await resolveIfExists(path);
  // What is missing is judged by its name, so that a path outside is refused
  // alike whether it exists or not: nobody may find out by asking.
  const inside = directory
    ? isBelowAny(directory, realRoots)
    : isBelowAny(path, [...roots, ...realRoots]);
  if (!inside) {
    throw outsideRoots(path);
  }
  if (directory === undefined) {
    throw notFound(path);
  }
  const dotGit = await resolveIfExists(join(directory, '.git'));
  if (dotGit === undefined) {
    if (!(await isGitDirectory(directory))) {
      throw notFound(path);
    }
    return { gitDirectory: directory };
  }
  if (!isBelowAny(dotGit, realRoots)) {
    throw outsideRoots(path);
  }
  // A file instead of a folder points to a git directory anywhere else.
  if (!(await isGitDirectory(dotGit))) {
    throw notFound(path);
  }
  return { gitDirectory: dotGit };
}

/** Whether a path without links is a folder or inside of it. */
export function isSameOrBelow(path: string, root: string): boolean {
  return (
    path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
  );
}

function isBelowAny(path: string, roots: readonly string[]): boolean {
  return roots.some(root => isSameOrBelow(path, root));
}

async function isGitDirectory(path: string): Promise<boolean> {
  const [head, objects] = await Promise.all([
    stat(join(path, 'HEAD')).catch(() => undefined),
    stat(join(path, 'objects')).catch(() => undefined),
  ]);
  return Boolean(head?.isFile() && objects?.isDirectory());
}

async function resolveIfExists(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function outsideRoots(path: string): InfrakitchenError {
  return new InfrakitchenError('NotAllowedError', {
    code: 'path_outside_roots',
    message: `The repository path '${path}' is not below one of the folders in infrakitchen.git.localRoots`,
    culprits: [{ kind: 'repository', name: path }],
  });
}

function notFound(path: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'repository_not_found',
    message: `There is no git repository at '${path}'`,
    culprits: [{ kind: 'repository', name: path }],
  });
}
