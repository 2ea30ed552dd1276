import type {
  IntegrationRef,
  ResourcePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';

/** A connection of a resource by name, as revisions and changes show it. */
export type AttachedRef = {
  id: string;
  name: string;
  /** Tells several integrations of one provider apart. */
  alias?: string;
};

/** What a resource is connected by, in the order of the names. */
export interface Attached {
  integrations: AttachedRef[];
  secrets: AttachedRef[];
}

export const nothingAttached: Attached = { integrations: [], secrets: [] };

/** What a caller asks to be attached; absent lists stay as they are. */
export type WantedAttached = Pick<ResourcePatch, 'integrations' | 'secretIds'>;

interface AttachedRow {
  kind: keyof Attached;
  resource_id: string;
  id: string;
  name: string;
  alias: string | null;
}

/** What resources are connected by; those without anything are left out. */
export async function readAttached(
  db: Knex,
  resourceIds: string[],
): Promise<Map<string, Attached>> {
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

/** Connects a resource by these, and no others. */
export async function writeAttached(
  tx: Knex,
  resourceId: string,
  { integrations, secrets }: Attached,
): Promise<void> {
  await tx('resource_integrations').where({ resource_id: resourceId }).delete();
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

/** Refs as a caller gives them. */
export function toIntegrationRefs(refs: IntegrationRef[]): IntegrationRef[] {
  return refs.map(({ id, alias }) => ({ id, ...(alias && { alias }) }));
}

/** By name, and by id where names are equal: the same on every database. */
export function byName(
  a: Pick<AttachedRef, 'id' | 'name'>,
  b: Pick<AttachedRef, 'id' | 'name'>,
): number {
  return (
    Number(a.name > b.name) - Number(a.name < b.name) ||
    Number(a.id > b.id) - Number(a.id < b.id)
  );
}
