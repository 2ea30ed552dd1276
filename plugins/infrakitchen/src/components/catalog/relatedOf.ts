import {
  parseEntityRef,
  RELATION_DEPENDS_ON,
  RELATION_HAS_PART,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogApi } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_RESOURCES,
  parseResourcesAnnotation,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** As many as fit into one request, beside other filters. */
const MAX_VALUES = 90;

const ownerValue = (ref: string) => `owner:${ref}`;

/** What an entity has, in the words of the list of resources. */
export interface Related {
  /** Values of the filter `relatedTo`; none where it can have nothing. */
  values: string[];
  /** What is depended on and is not in the catalog, by the refs' names. */
  missing: string[];
  /** Parts of the annotation that name nothing. */
  broken: string[];
  /** Some were left out. */
  isTruncated: boolean;
}

/**
 * Finds out what an entity has with two requests at most, however many
 * resources it has.
 */
export async function relatedOf(
  entity: Entity,
  catalog: Pick<CatalogApi, 'getEntitiesByRefs'>,
): Promise<Related> {
  switch (entity.kind.toLocaleLowerCase('en-US')) {
    case 'group':
      return whole([ownerValue(stringifyEntityRef(entity))]);
    case 'user':
      return whole([
        ownerValue(stringifyEntityRef(entity)),
        ...targetsOf(entity, RELATION_MEMBER_OF, 'group').map(ownerValue),
      ]);
    case 'system':
      return ofSystem(entity, catalog);
    default:
      return dependencies([entity], [], catalog);
  }
}

/** A project has the key that its system has as name; only by default. */
async function ofSystem(
  system: Entity,
  catalog: Pick<CatalogApi, 'getEntitiesByRefs'>,
): Promise<Related> {
  const { name, namespace = 'default' } = system.metadata;
  const own = namespace === 'default' ? [`project:${name}`] : [];
  const refs = targetsOf(system, RELATION_HAS_PART, 'component');
  if (refs.length === 0) {
    return whole(own);
  }
  const { items } = await catalog.getEntitiesByRefs({
    entityRefs: refs,
    fields: ['kind', 'metadata', 'relations'],
  });
  return dependencies(
    items.flatMap(item => item ?? []),
    own,
    catalog,
  );
}

async function dependencies(
  dependants: Entity[],
  own: string[],
  catalog: Pick<CatalogApi, 'getEntitiesByRefs'>,
): Promise<Related> {
  const refs = [
    ...new Set(
      dependants.flatMap(each =>
        targetsOf(each, RELATION_DEPENDS_ON, 'resource'),
      ),
    ),
  ];
  const { items } =
    refs.length > 0
      ? await catalog.getEntitiesByRefs({
          entityRefs: refs,
          fields: ['kind', 'metadata.annotations'],
        })
      : { items: [] };
  const ids = items.flatMap(
    item => item?.metadata.annotations?.[ANNOTATION_RESOURCE_ID] ?? [],
  );
  const values = [...own, ...ids.map(id => `resource:${id}`)];
  return {
    values: values.slice(0, MAX_VALUES),
    missing: refs
      .filter((_, index) => !items[index])
      .map(ref => parseEntityRef(ref).name),
    broken: dependants.flatMap(brokenOf),
    isTruncated: values.length > MAX_VALUES,
  };
}

function brokenOf({ metadata }: Entity): string[] {
  const text = metadata.annotations?.[ANNOTATION_RESOURCES];
  return text ? parseResourcesAnnotation(text).broken : [];
}

function whole(values: string[]): Related {
  return {
    values: values.slice(0, MAX_VALUES),
    missing: [],
    broken: [],
    isTruncated: values.length > MAX_VALUES,
  };
}

function targetsOf(entity: Entity, type: string, kind: string): string[] {
  return (entity.relations ?? [])
    .filter(
      relation =>
        relation.type === type && relation.targetRef.startsWith(`${kind}:`),
    )
    .map(({ targetRef }) => targetRef);
}
