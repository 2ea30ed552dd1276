import type { AttachedConnection } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { tables, type ConnectionKind } from '../access';
import { byName, type Attached } from './attached';

interface AttachedRow {
  kind: keyof Attached;
  resource_id: string;
  id: string;
  name: string;
  alias: string | null;
}

/** What is told of a connection of a resource. */
export type ConnectionBrief = Omit<AttachedConnection, 'alias'>;

/** What resources are connected by. */
export class AttachedStore {
  /** Those without anything are left out. */
  async read(db: Knex, resourceIds: string[]): Promise<Map<string, Attached>> {
    const rows: AttachedRow[] = await db('resource_integrations as a')
      .join('integrations as c', 'c.id', 'a.integration_id')
      .whereIn('a.resource_id', resourceIds)
      .select(
        db.raw(`'integrations' as kind`),
        'a.resource_id',
        'c.id',
        'c.name',
        'a.alias',
      )
      .unionAll(secrets =>
        secrets
          .from('resource_secrets as a')
          .join('secrets as c', 'c.id', 'a.secret_id')
          .whereIn('a.resource_id', resourceIds)
          .select(
            db.raw(`'secrets' as kind`),
            'a.resource_id',
            'c.id',
            'c.name',
            db.raw('null as alias'),
          ),
      );
    const found = new Map<string, Attached>();
    for (const { kind, resource_id, id, name, alias } of rows.sort(byName)) {
      const attached = found.get(resource_id) ?? {
        integrations: [],
        secrets: [],
      };
      attached[kind].push({ id, name, ...(alias !== null && { alias }) });
      found.set(resource_id, attached);
    }
    return found;
  }

  /** What resources tell of connections, of those that exist. */
  async briefs(
    db: Knex,
    kind: ConnectionKind,
    ids: string[],
  ): Promise<ConnectionBrief[]> {
    if (ids.length === 0) {
      return [];
    }
    const rows: ConnectionBrief[] = await db(tables[kind])
      .whereIn('id', ids)
      .select('id', 'name', 'provider', 'enabled');
    return rows.map(row => ({ ...row, enabled: Boolean(row.enabled) }));
  }

  /** Connects a resource by these, and no others. */
  async write(
    tx: Knex,
    resourceId: string,
    { integrations, secrets }: Attached,
  ): Promise<void> {
    await tx('resource_integrations')
      .where({ resource_id: resourceId })
      .delete();
    await tx('resource_secrets').where({ resource_id: resourceId }).delete();
    if (integrations.length > 0) {
      await tx('resource_integrations').insert(
        integrations.map(({ id, alias }) => ({
          resource_id: resourceId,
          integration_id: id,
          alias: alias ?? null,
        })),
      );
    }
    if (secrets.length > 0) {
      await tx('resource_secrets').insert(
        secrets.map(({ id }) => ({ resource_id: resourceId, secret_id: id })),
      );
    }
  }
}
