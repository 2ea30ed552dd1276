import { account } from './account';
import { bucket } from './bucket';
import { cluster } from './cluster';
import { database } from './database';
import { namespace } from './namespace';
import { network } from './network';
import { Issue, KindDefinition, ObjectKind } from './types';

export * from './types';
export { REGIONS, type Region } from './regions';

/**
 * Every kind of object, by name.
 *
 * @public
 */
export const KINDS: Record<ObjectKind, KindDefinition> = {
  account,
  network,
  cluster,
  database,
  namespace,
  bucket,
};

/** Judges the values of an object, apart from their types. */
export function checkValues(
  kind: KindDefinition,
  values: Record<string, unknown>,
): Issue[] {
  return Object.entries(kind.attributes)
    .flatMap(([name, { check }]) => check?.(values[name], [name]) ?? [])
    .concat(kind.check?.(values) ?? []);
}
