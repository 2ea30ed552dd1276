import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyedKind, Wanted } from './KeyedService';
import type { Holder } from './KeyedStore';

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
