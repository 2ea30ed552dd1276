import { ConflictError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { KindDefinition, KINDS } from '../kinds';
import { InvalidObjectError } from './errors';
import { CloudObject, ObjectStore } from './store';

/** Refuses an object that belongs to something that does not exist. */
export function assertReferencesExist(
  store: ObjectStore,
  kind: KindDefinition,
  attributes: JsonObject,
): void {
  const issues = referencesOf(kind)
    .filter(([name]) => attributes[name] !== undefined)
    .filter(([name, to]) => !store.get(to, String(attributes[name])))
    .map(([name, to]) => ({
      path: [name],
      message: `names the ${to} "${attributes[name]}", which does not exist`,
    }));
  if (issues.length > 0) {
    throw new InvalidObjectError(kind.kind, issues);
  }
}

/** Refuses a second object of a name that has to be unique. */
export function assertNameFree(
  store: ObjectStore,
  kind: KindDefinition,
  attributes: JsonObject,
): void {
  const scope = kind.nameUniqueWithin;
  if (!scope) {
    return;
  }
  const same = store
    .list(kind.kind)
    .find(other =>
      [...scope, 'name'].every(
        name => other.attributes[name] === attributes[name],
      ),
    );
  if (same) {
    throw new ConflictError(
      `The ${kind.kind} name "${attributes.name}" is already taken by ${same.id}`,
    );
  }
}

/** Refuses to delete an object that others belong to. */
export function assertUnused(
  store: ObjectStore,
  kind: KindDefinition,
  object: CloudObject,
): void {
  const users = Object.values(KINDS).flatMap(other => {
    const names = referencesOf(other)
      .filter(([, to]) => to === kind.kind)
      .flatMap(([attribute]) =>
        store
          .list(other.kind)
          .filter(({ attributes }) => attributes[attribute] === object.id),
      )
      .map(({ attributes }) => attributes.name);
    return names.length > 0 ? [`${other.plural} ${names.join(', ')}`] : [];
  });
  if (users.length > 0) {
    throw new ConflictError(
      `The ${kind.kind} "${object.attributes.name}" (${
        object.id
      }) is still used by ${users.join(' and ')}; delete them first`,
    );
  }
}

function referencesOf(kind: KindDefinition) {
  return Object.entries(kind.attributes).flatMap(([name, { references }]) =>
    references ? [[name, references] as const] : [],
  );
}
