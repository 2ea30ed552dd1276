import {
  InfrakitchenError,
  type Conventions,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { Attached } from './attached';

type Occupant = { id: string; name: string; templateId: string };

/**
 * Reserves the integrations of which its template allows one living resource
 * each. The primary key decides between two who want one at once.
 *
 * @param options - `keep` leaves what the resource has reserved before.
 * @throws ConflictError `integration_occupied` that names the holder.
 */
export async function reserveSlots(
  tx: Knex,
  resource: Occupant,
  { integrations }: Attached,
  options: { keep: boolean },
): Promise<void> {
  if (!options.keep) {
    await releaseSlots(tx, resource.id);
  }
  if (integrations.length === 0) {
    return;
  }
  const limited = await limitedIntegrations(
    tx,
    resource.templateId,
    integrations.map(({ id }) => id),
  );
  if (limited.length === 0) {
    return;
  }
  await tx('integration_slots')
    .insert(
      limited.map(({ id }) => ({
        template_id: resource.templateId,
        integration_id: id,
        resource_id: resource.id,
      })),
    )
    .onConflict(['template_id', 'integration_id'])
    .ignore();
  const holder = await tx('integration_slots as s')
    .join('resources as r', 'r.id', 's.resource_id')
    .join('integrations as i', 'i.id', 's.integration_id')
    .where('s.template_id', resource.templateId)
    .whereIn(
      's.integration_id',
      limited.map(({ id }) => id),
    )
    .whereNot('s.resource_id', resource.id)
    .first({
      id: 'r.id',
      name: 'r.name',
      integrationId: 'i.id',
      integration: 'i.name',
    });
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

/** Frees what a resource has reserved. */
export async function releaseSlots(
  tx: Knex,
  resourceId: string,
): Promise<void> {
  await tx('integration_slots').where({ resource_id: resourceId }).delete();
}

/**
 * Reserves anew for all living resources of a template whose rule has changed.
 * Where several have one integration already, the oldest holds it: the others
 * stay as they are, and break the rule with their next edit of it.
 */
export async function refreshSlots(
  tx: Knex,
  templateId: string,
): Promise<void> {
  await tx('integration_slots').where({ template_id: templateId }).delete();
  const { oneResourcePerIntegration: providers = [] } = await conventionsOf(
    tx,
    templateId,
  );
  if (providers.length === 0) {
    return;
  }
  const marks = providers.map(() => '?').join(', ');
  await tx.raw(
    `insert into integration_slots (template_id, integration_id, resource_id)
     select r.template_id, a.integration_id, r.id
     from resource_integrations a
     join resources r on r.id = a.resource_id
     join integrations i on i.id = a.integration_id
     where r.template_id = ? and r.state <> 'destroyed'
       and i.provider in (${marks})
     order by r.created_at, r.id
     on conflict do nothing`,
    [templateId, ...providers],
  );
}

async function conventionsOf(
  tx: Knex,
  templateId: string,
): Promise<Conventions> {
  const template = await tx('templates')
    .where({ id: templateId })
    .first('conventions');
  return JSON.parse(template.conventions);
}

async function limitedIntegrations(
  tx: Knex,
  templateId: string,
  ids: string[],
): Promise<{ id: string }[]> {
  const { oneResourcePerIntegration = [] } = await conventionsOf(
    tx,
    templateId,
  );
  return oneResourcePerIntegration.length === 0
    ? []
    : tx('integrations')
        .whereIn('id', ids)
        .whereIn('provider', oneResourcePerIntegration)
        .orderBy('id')
        .select('id');
}
