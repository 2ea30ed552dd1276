import { useApi } from '@backstage/frontend-plugin-api';
import { infrakitchenApiRef, type InfrakitchenApi } from '../api';

/**
 * The client of the InfraKitchen backend.
 *
 * @public
 */
export function useInfrakitchenApi(): InfrakitchenApi {
  return useApi(infrakitchenApiRef);
}
