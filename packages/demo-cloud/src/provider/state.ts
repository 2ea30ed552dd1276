import { JsonObject } from '@backstage/types';
import { isDeepStrictEqual } from 'node:util';
import { KindDefinition } from '../kinds';
import { CloudView } from './CloudClient';
import { resourceAttributes } from './schema';
import { DefaultTags, ownTags } from './tags';
import { conform, ObjectValue } from './values';

/** The state of a resource, from what the cloud shows. */
export function toState(
  kind: KindDefinition,
  view: CloudView,
  before: ObjectValue,
  defaultTags: DefaultTags,
): ObjectValue {
  const tags = conform(['map', 'string'], view.attributes.tags ?? {});
  const shown: ObjectValue = {
    tags: ownTags(defaultTags, tags, before.tags ?? null),
    tags_all: tags,
  };
  return mapAttributes(kind, (name, definition) => {
    if (definition.writeOnly) {
      return before[name] ?? null;
    }
    return shown[name] !== undefined
      ? shown[name]
      : conform(definition.type, view.attributes[name]);
  });
}

/** A state of which nothing but the id is known. */
export function importedState(kind: KindDefinition, id: string): ObjectValue {
  return mapAttributes(kind, name => (name === 'id' ? id : null));
}

/** A stored state, brought into the form of the present schema. */
export function upgradedState(
  kind: KindDefinition,
  stored: Record<string, unknown>,
): ObjectValue {
  return mapAttributes(kind, (name, { type }) => conform(type, stored[name]));
}

/** What to ask of the cloud for a planned state. */
export function toRequest(
  kind: KindDefinition,
  planned: ObjectValue,
  prior?: ObjectValue,
): JsonObject {
  const settable = Object.entries(kind.attributes)
    .filter(([, { use }]) => use !== 'computed')
    .map(([name]) => [name, name === 'tags' ? 'tags_all' : name])
    .filter(([, source]) =>
      prior
        ? !isDeepStrictEqual(planned[source], prior[source])
        : planned[source] !== null,
    );
  return Object.fromEntries(
    settable.map(([name, source]) => [name, planned[source]]),
  ) as JsonObject;
}

function mapAttributes(
  kind: KindDefinition,
  map: (
    name: string,
    definition: ReturnType<typeof resourceAttributes>[string],
  ) => ObjectValue[string],
): ObjectValue {
  return Object.fromEntries(
    Object.entries(resourceAttributes(kind)).map(([name, definition]) => [
      name,
      map(name, definition),
    ]),
  );
}
