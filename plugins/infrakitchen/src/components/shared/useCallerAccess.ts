import type { CallerAccess } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

/**
 * What the reader may do that belongs to no single record; undefined while it
 * is not known, and then nothing is offered. The server decides in any case.
 */
export function useCallerAccess(): CallerAccess | undefined {
  const api = useInfrakitchenApi();
  return useAsyncData(signal => api.getAccess({ signal }), [api]).value;
}
