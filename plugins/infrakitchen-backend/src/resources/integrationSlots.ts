import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { Attached } from './attached';
import { IntegrationSlotStore } from './IntegrationSlotStore';

const slots = new IntegrationSlotStore();

/**
 * Reserves the integrations of which its template allows one living resource
 * each.
 *
 * @param options - `keep` leaves what the resource has reserved before.
 * @throws ConflictError `integration_occupied` that names the holder.
 */
export async function reserveSlots(
  tx: Knex,
  resource: { id: string; name: string; templateId: string },
  { integrations }: Attached,
  options: { keep: boolean },
): Promise<void> {
  if (!options.keep) {
    await slots.release(tx, resource.id);
  }
  if (integrations.length === 0) {
    return;
  }
  const holder = await slots.reserve(
    tx,
    resource,
    integrations.map(({ id }) => id),
  );
  if (holder) {
    throw new InfrakitchenError('ConflictError', {
      code: 'integration_occupied',
      message: `The integration '${holder.integration}' serves '${holder.name}' already, and the template allows one resource for each`,
      culprits: [
        { kind: 'resource', id: holder.id, name: holder.name },
        {
          kind: 'integration',
          id: holder.integrationId,
          name: holder.integration,
        },
      ],
    });
  }
}
