import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  useAsyncData,
  useInfrakitchenApi,
  type AsyncData,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { ResourceSummary } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { relatedOf, type Related } from './relatedOf';

const POLL_MS = 15_000;

/** What an entity has, how that is, and the filter that leaves only it. */
export interface Infrastructure extends Related {
  filter: string[];
  summary: ResourceSummary;
}

const nothing: ResourceSummary = {
  total: 0,
  staleInputs: 0,
  drifted: 0,
  counts: [],
};

/** Looks at what an entity has, again and again. */
export function useRelated(entity: Entity): AsyncData<Infrastructure> {
  const api = useInfrakitchenApi();
  const catalog = useApi(catalogApiRef);
  const { etag } = entity.metadata;
  return useAsyncData(
    async signal => {
      const related = await relatedOf(entity, catalog);
      const filter = [
        ...related.values.map(value => `relatedTo=${value}`),
        'living=true',
      ];
      const summary =
        related.values.length > 0
          ? await api.getResourceSummary({ filter }, { signal })
          : nothing;
      return { ...related, filter, summary };
    },
    [api, catalog, stringifyEntityRef(entity), etag],
    { pollMs: () => POLL_MS },
  );
}
