import type { Conventions } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';

/** Which resource has an integration of which its template allows one each. */
export class IntegrationSlotStore {
  /**
   * Reserves those of some integrations that the template limits, and returns
   * another resource that holds one of them. The primary key decides between
   * two who want one at once.
   */
  async reserve(
    tx: Knex,
    resource: { id: string; templateId: string },
    integrationIds: string[],
  ): Promise<
    | { id: string; name: string; integrationId: string; integration: string }
    | undefined
  > {
    const limited = await limitedIntegrations(
      tx,
      resource.templateId,
      integrationIds,
    );
    if (limited.length === 0) {
      return undefined;
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
    return tx('integration_slots as s')
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
  }

  /** Frees what a resource has reserved. */
  async release(tx: Knex, resourceId: string): Promise<void> {
    await tx('integration_slots').where({ resource_id: resourceId }).delete();
  }

  /**
   * Reserves anew for all living resources of a template whose rule has changed.
   * Where several have one integration already, the oldest holds it: the others
   * stay as they are, and break the rule with their next edit of it.
   */
  async refresh(tx: Knex, templateId: string): Promise<void> {
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
