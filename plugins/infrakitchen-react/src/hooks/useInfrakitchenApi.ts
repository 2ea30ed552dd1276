import { useMemo } from 'react';
import { useAnalytics, useApi } from '@backstage/frontend-plugin-api';
import { trackedApi } from '../analytics/trackedApi';
import { infrakitchenApiRef, type InfrakitchenApi } from '../api';

/**
 * The client of the InfraKitchen backend. What is done with it is told to the
 * portal's analytics, where the portal has any.
 *
 * @public
 */
export function useInfrakitchenApi(): InfrakitchenApi {
  const api = useApi(infrakitchenApiRef);
  const analytics = useAnalytics();
  return useMemo(() => trackedApi(api, analytics), [api, analytics]);
}
