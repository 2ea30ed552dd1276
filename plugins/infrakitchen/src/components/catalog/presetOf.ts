import {
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { ResourcePreset } from '../shared';

/** What a resource that is created for an entity begins with. */
export function presetOf(entity: Entity): ResourcePreset {
  const relation = (type: string, kind: string) =>
    entity.relations?.find(
      each => each.type === type && each.targetRef.startsWith(kind),
    )?.targetRef;
  switch (entity.kind.toLocaleLowerCase('en-US')) {
    case 'group':
    case 'user':
      return { ownerRef: stringifyEntityRef(entity) };
    case 'system':
      return {
        ownerRef: relation(RELATION_OWNED_BY, ''),
        projectId: entity.metadata.name,
      };
    default: {
      const system = relation(RELATION_PART_OF, 'system:');
      return {
        ownerRef: relation(RELATION_OWNED_BY, ''),
        projectId: system && parseEntityRef(system).name,
      };
    }
  }
}
