import type {
  ActionAvailability,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useAsyncData } from './useAsyncData';
import { useInfrakitchenApi } from './useInfrakitchenApi';

/**
 * A resource with what can be done with it now.
 *
 * @public
 */
export interface ResourceWithActions {
  resource: Resource | undefined;
  actions: ActionAvailability[];
  loading: boolean;
  error: Error | undefined;
  reload: () => Promise<void>;
}

const ACTIVE_POLL_MS = 2000;
const IDLE_POLL_MS = 30_000;

/** Whether something is going on with the resource that will change it soon. */
function isBusy(resource: Resource): boolean {
  return (
    resource.activeRun !== undefined ||
    resource.status === 'queued' ||
    resource.status === 'in_progress'
  );
}

/**
 * Loads a resource and its possible actions, and keeps both fresh: often while
 * a run is active, now and then otherwise.
 *
 * @public
 */
export function useResource(
  id: string,
  options: { activePollMs?: number; idlePollMs?: number } = {},
): ResourceWithActions {
  const api = useInfrakitchenApi();
  const { activePollMs = ACTIVE_POLL_MS, idlePollMs = IDLE_POLL_MS } = options;
  const data = useAsyncData(
    async signal => {
      const [resource, actions] = await Promise.all([
        api.getResource(id, { signal }),
        api.listResourceActions(id, { signal }),
      ]);
      return { resource, actions };
    },
    [api, id],
    {
      pollMs: value => {
        if (!value) {
          return undefined;
        }
        return isBusy(value.resource) ? activePollMs : idlePollMs;
      },
    },
  );
  return {
    resource: data.value?.resource,
    actions: data.value?.actions ?? [],
    loading: data.loading,
    error: data.error,
    reload: data.reload,
  };
}
