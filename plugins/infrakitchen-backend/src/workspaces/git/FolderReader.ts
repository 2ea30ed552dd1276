import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { repositoryCulprit } from '../../sources';
import type { TreeEntry } from './objects';
import type { FolderFiles } from './types';
import type { WorkspaceClone } from './WorkspaceClone';

const MAX_FILES = 1_000;

/** Reads folders of commits. */
export class FolderReader {
  /** Nothing where the commit has no such folder. */
  async read(
    clone: WorkspaceClone,
    commit: string,
    folder: string,
  ): Promise<FolderFiles | undefined> {
    const entries = await clone.filesIn(commit, folder);
    if (entries.length === 0) {
      return undefined;
    }
    if (entries.length > MAX_FILES) {
      throw tooLarge(clone.url, folder);
    }
    const contents = await readBlobs(clone, folder, entries);
    return Object.fromEntries(
      entries.map(({ path, type, id }) => [
        path.slice(folder.length + 1),
        // What git shows for a submodule, which has no content of its own.
        type === 'blob' ? contents.get(id)! : `Subproject commit ${id}\n`,
      ]),
    );
  }
}

/** Content by id. */
async function readBlobs(
  clone: WorkspaceClone,
  folder: string,
  entries: readonly TreeEntry[],
): Promise<Map<string, string>> {
  const ids = [
    ...new Set(
      entries.filter(({ type }) => type === 'blob').map(({ id }) => id),
    ),
  ];
  const contents = new Map<string, string>();
  if (ids.length === 0) {
    return contents;
  }
  await clone.ensureFiles(ids);
  const result = await clone.attempt(['cat-file', '--batch'], {
    input: `${ids.join('\n')}\n`,
    // Sizes are in bytes, and anything may be in a file.
    encoding: 'latin1',
  });
  if (result.outcome === 'too_much_output') {
    throw tooLarge(clone.url, folder);
  }
  let rest = result.stdout;
  for (const id of ids) {
    const end = rest.indexOf('\n');
    const size = Number(rest.slice(0, end).split(' ')[2]);
    const bytes = rest.slice(end + 1, end + 1 + size);
    contents.set(id, Buffer.from(bytes, 'latin1').toString('utf8'));
    rest = rest.slice(end + 2 + size);
  }
  return contents;
}

function tooLarge(url: string, folder: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'folder_too_large',
    message: `The folder '${folder}' of '${url}' has more files than generated code ever has, or larger ones; take away what does not belong there`,
    culprits: [...repositoryCulprit(url), { kind: 'file', name: folder }],
  });
}
