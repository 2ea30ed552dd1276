import { isDeepStrictEqual } from 'node:util';
import { AttributeDefinition, KindDefinition } from '../kinds';
import { resourceAttributes } from './schema';
import { allTags, DefaultTags } from './tags';
import { ObjectValue, UNKNOWN } from './values';

/** What would become of a resource. */
export interface ResourcePlan {
  planned?: ObjectValue;
  /** The attributes whose change needs a new object. */
  requiresReplace: string[];
}

/** Plans the creation, change or removal of a resource. */
export function planResource(options: {
  kind: KindDefinition;
  prior?: ObjectValue;
  proposed?: ObjectValue;
  config?: ObjectValue;
  defaultTags: DefaultTags;
}): ResourcePlan {
  const { kind, prior, proposed, config = {}, defaultTags } = options;
  if (!proposed) {
    return { requiresReplace: [] };
  }
  const attributes = Object.entries(resourceAttributes(kind));
  const planned = withDefaults(attributes, proposed, config);
  planned.tags_all = allTags(defaultTags, planned.tags ?? null);
  const changed = attributes
    .filter(([, { use }]) => use !== 'computed')
    .map(([name]) => name)
    .filter(name => !prior || !isDeepStrictEqual(planned[name], prior[name]));
  for (const [name, definition] of attributes) {
    if (isRecomputed(name, definition, prior, changed)) {
      planned[name] = UNKNOWN;
    }
  }
  return {
    planned,
    requiresReplace: prior
      ? changed.filter(name => kind.attributes[name].immutable)
      : [],
  };
}

function withDefaults(
  attributes: Array<[string, AttributeDefinition]>,
  proposed: ObjectValue,
  config: ObjectValue,
): ObjectValue {
  const defaults = attributes
    .filter(
      ([name, definition]) =>
        definition.default !== undefined && (config[name] ?? null) === null,
    )
    .map(([name, definition]) => [name, definition.default]);
  return { ...proposed, ...Object.fromEntries(defaults) };
}

function isRecomputed(
  name: string,
  { use, derivedFrom = [] }: AttributeDefinition,
  prior: ObjectValue | undefined,
  changed: string[],
): boolean {
  return (
    use === 'computed' &&
    name !== 'tags_all' &&
    (!prior || derivedFrom.some(source => changed.includes(source)))
  );
}
