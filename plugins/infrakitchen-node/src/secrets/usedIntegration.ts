import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { UsedIntegration } from './types';

/**
 * The integration that a secret or a storage cannot do without.
 *
 * @param title - of the provider that it is of.
 * @throws an `InfrakitchenError` `integration_missing`.
 * @public
 */
export function usedIntegration(
  { integration }: { integration?: UsedIntegration },
  title: string,
): UsedIntegration {
  if (!integration) {
    throw new InfrakitchenError('InputError', {
      code: 'integration_missing',
      message: `An integration of ${title} is needed: choose one`,
    });
  }
  return integration;
}
