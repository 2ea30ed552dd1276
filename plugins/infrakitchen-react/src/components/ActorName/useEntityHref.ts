import { useRouteRef } from '@backstage/core-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';

/** Where the page of an entity is; absent where the portal has no catalog. */
export function useEntityHref(entityRef: string): string | undefined {
  try {
    // Throws after its last hook, and in one portal always or never.
    const toHref = useRouteRef(entityRouteRef);
    return toHref(entityRouteParams(entityRef, { encodeParams: true }));
  } catch {
    return undefined;
  }
}
