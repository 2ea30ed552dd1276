import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { KeyedKind, Wanted } from './KeyedService';

/** Who has a key or a name. */
export interface Holder {
  id: string;
  key: string;
  name: string;
}

/** Who has the key or the name already. */
export async function findTaken(
  db: Knex,
  kind: KeyedKind,
  wanted: Wanted,
): Promise<Holder[]> {
  if (wanted.key === undefined && wanted.name === undefined) {
    return [];
  }
  return db(`${kind}s`)
    .where(builder => {
      if (wanted.key !== undefined) {
        builder.orWhere('key', wanted.key);
      }
      if (wanted.name !== undefined) {
        builder.orWhere('name', wanted.name);
      }
    })
    .select('id', 'key', 'name');
}

/** @throws ConflictError where another record has the key or the name. */
export function refuseTaken(
  kind: KeyedKind,
  found: Holder[],
  options: { wanted: Wanted; exceptId?: string; cause?: unknown },
): void {
  const { wanted, exceptId, cause } = options;
  const holders = found.filter(({ id }) => id !== exceptId);
  const sameKey = holders.find(({ key }) => key === wanted.key);
  if (sameKey) {
    throw taken(kind, 'key', sameKey, cause);
  }
  if (holders.length > 0) {
    throw taken(kind, 'name', holders[0], cause);
  }
}

function taken(
  kind: KeyedKind,
  what: 'key' | 'name',
  { id, key, name }: Holder,
  cause: unknown,
): InfrakitchenError {
  const message =
    what === 'key'
      ? `The ${kind} '${name}' already has the key '${key}'; choose another one`
      : `There already is a ${kind} with the name '${name}'; its key is '${key}'`;
  return new InfrakitchenError(
    'ConflictError',
    {
      code: `${kind}_${what}_taken`,
      message,
      culprits: [{ kind, id, name }],
    },
    cause,
  );
}
