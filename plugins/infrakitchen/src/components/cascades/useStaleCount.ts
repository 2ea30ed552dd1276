import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

const POLL_MS = 30_000;

/** The filter of a list of resources, narrowed to what has stale inputs. */
export function staleOf(filter: string[]): string[] {
  return [
    ...filter.filter(each => !each.startsWith('staleInputs=')),
    'staleInputs=true',
  ];
}

/** How many of the resources that a filter leaves have stale inputs. */
export function useStaleCount(filter: string[]): number {
  const api = useInfrakitchenApi();
  const stale = staleOf(filter);
  const { value } = useAsyncData(
    signal => api.listResources({ filter: stale, limit: 1 }, { signal }),
    [api, stale.join()],
    { pollMs: () => POLL_MS },
  );
  return value?.totalItems ?? 0;
}
