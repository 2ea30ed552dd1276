import type { Entity } from '@backstage/catalog-model';
import {
  filterPredicateToFilterFunction,
  type FilterPredicate,
} from '@backstage/filter-predicates';
import {
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_RESOURCES,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * The entities that have infrastructure: published resources, components that
 * name or depend on some, and whatever may own it.
 */
export const whereInfrastructureIs: FilterPredicate = {
  $any: [
    {
      kind: 'resource',
      [`metadata.annotations.${ANNOTATION_RESOURCE_ID}`]: { $exists: true },
    },
    {
      kind: 'component',
      [`metadata.annotations.${ANNOTATION_RESOURCES}`]: { $exists: true },
    },
    {
      kind: 'component',
      relations: {
        $contains: {
          type: 'dependsOn',
          targetRef: { $hasPrefix: 'resource:' },
        },
      },
    },
    { kind: { $in: ['system', 'group', 'user'] } },
  ],
};

const isThere = filterPredicateToFilterFunction(whereInfrastructureIs);

/**
 * Whether the tab and the card mean something for an entity.
 *
 * @public
 */
export function isInfrakitchenAvailable(entity: Entity): boolean {
  return isThere(entity);
}
