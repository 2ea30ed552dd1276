import { createApiRef } from '@backstage/frontend-plugin-api';
import type { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * What the pages need from the backend: the public methods of
 * {@link @infrakitchen/backstage-plugin-infrakitchen-common#InfrakitchenClient}.
 *
 * @public
 */
export type InfrakitchenApi = Pick<
  InfrakitchenClient,
  keyof InfrakitchenClient
>;

/**
 * Ref of the client of the InfraKitchen backend.
 *
 * @public
 */
export const infrakitchenApiRef = createApiRef<InfrakitchenApi>().with({
  id: 'plugin.infrakitchen.client',
  pluginId: 'infrakitchen',
});
