import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { HostPage } from '@infrakitchen/backstage-plugin-infrakitchen-node';

const MAX_DEPTH = 3;
const MAX_FOLDERS = 5_000;

/** Paths of the repositories below folders, in the order of their paths. */
export async function listLocalRepositories(
  roots: readonly string[],
  options: { query?: string; limit: number; cursor?: string },
): Promise<HostPage<string>> {
  const { query = '', limit, cursor } = options;
  const after = cursor === undefined ? '' : decode(cursor);
  const found: string[] = [];
  const budget = { folders: MAX_FOLDERS };
  for (const root of roots) {
    await search(resolve(root), 0, found, budget);
  }
  const wanted = [...new Set(found)]
    .filter(path => path.toLowerCase().includes(query.toLowerCase()))
    .sort()
    .filter(path => path > after);
  const items = wanted.slice(0, limit);
  return wanted.length > items.length
    ? { items, nextCursor: encode(items.at(-1)!) }
    : { items };
}

/** Links are not followed, and nothing within a repository is looked at. */
async function search(
  folder: string,
  depth: number,
  found: string[],
  budget: { folders: number },
): Promise<void> {
  budget.folders -= 1;
  if (budget.folders < 0) {
    return;
  }
  if (await isRepository(folder)) {
    found.push(folder);
    return;
  }
  if (depth === MAX_DEPTH) {
    return;
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    () => [],
  );
  for (const entry of entries) {
    if (entry.isDirectory() && !entry.name.startsWith('.')) {
      await search(join(folder, entry.name), depth + 1, found, budget);
    }
  }
}

async function isRepository(folder: string): Promise<boolean> {
  const has = (name: string) =>
    stat(join(folder, name)).then(
      () => true,
      () => false,
    );
  return (await has('.git')) || ((await has('HEAD')) && (await has('objects')));
}

function encode(path: string): string {
  return Buffer.from(path).toString('base64url');
}

function decode(cursor: string): string {
  const path = Buffer.from(cursor, 'base64url').toString();
  if (!path.startsWith('/') || encode(path) !== cursor) {
    throw new InfrakitchenError('InputError', {
      code: 'cursor_invalid',
      message: 'The cursor is not one of this list',
    });
  }
  return path;
}
