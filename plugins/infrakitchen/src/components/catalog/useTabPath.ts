import type { Entity } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';

/** Where the tab is below an entity's page. */
export const TAB_PATH = '/infrakitchen';

/** The tab of an entity. */
export function useTabPath(entity: Entity): string {
  const entityPath = useRouteRef(entityRouteRef);
  return `${entityPath(
    entityRouteParams(entity, { encodeParams: true }),
  )}${TAB_PATH}`;
}
