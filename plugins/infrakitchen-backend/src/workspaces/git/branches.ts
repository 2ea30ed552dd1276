import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { nearMatches, repositoryCulprit } from '../../sources';
import type { WorkspaceClone } from './WorkspaceClone';

/** @returns what to throw where there is no such branch. */
export async function refNotFound(
  clone: WorkspaceClone,
  branch: string,
): Promise<InfrakitchenError> {
  const names = [...(await clone.heads()).keys()];
  const near = nearMatches(branch, names);
  const others = near.length > 0 ? near : names.slice(0, 3);
  return new InfrakitchenError('InputError', {
    code: 'ref_not_found',
    message: `The repository '${clone.url}' has no branch '${branch}'${
      others.length > 0
        ? `; it has ${others.map(name => `'${name}'`).join(', ')}`
        : ''
    }`,
    culprits: repositoryCulprit(clone.url),
    hint: 'Where its default branch has a new name, synchronise the workspace.',
  });
}

/** Who made a commit of others, as far as that can be found out. */
export async function describe(clone: WorkspaceClone, id: string | undefined) {
  if (id === undefined) {
    return undefined;
  }
  const commit = await clone
    .ensure([id])
    .then(() => clone.commitObject(id))
    .catch(() => undefined);
  return { id, commit };
}
