import type {
  ConnectionUsage,
  ConnectionUser,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessScope, ConnectionKind } from '../access';
import { readPage } from '../database';
import { sample, type Sample } from '../database';

const MAX_CONNECTIONS = 100;

/** Kinds of records that are reached with an integration. */
const userKinds = ['secret', 'storage', 'workspace'] as const;

/** What uses connections. */
export class ConnectionUserStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** A page of the resources, by name, and the connections, that may be seen. */
  async page(
    kind: ConnectionKind,
    id: string,
    options: { limit: number; cursor?: string; scope?: AccessScope },
  ): Promise<ConnectionUsage> {
    const { scope, limit, cursor } = options;
    const query = () => {
      const users = livingUsers(this.#knex, kind, id);
      scope?.restrict('resource', users);
      return users;
    };
    const [page, [{ total }], connections] = await Promise.all([
      readPage<{ id: string; name: string; alias?: string | null }>(
        query().select(
          'resources.id',
          'resources.name',
          ...(kind === 'integration' ? ['used.alias'] : []),
        ),
        {
          table: 'resources',
          order: { column: 'name', direction: 'asc' },
          limit,
          cursor,
        },
      ),
      query().count({ total: '*' }),
      kind === 'integration' ? this.#connections(id, scope) : [],
    ]);
    return {
      items: page.rows.map(row => ({
        kind: 'resource',
        id: row.id,
        name: row.name,
        alias: row.alias ?? undefined,
      })),
      totalItems: Number(total),
      nextCursor: page.nextCursor,
      connections,
    };
  }

  /** The first few of all users, whoever asks. */
  async sample(
    tx: Knex,
    kind: ConnectionKind,
    id: string,
  ): Promise<(Sample & { kind: ConnectionUser['kind'] })[]> {
    const columns = (table: string) => ({
      id: `${table}.id`,
      name: `${table}.name`,
    });
    const found: (Sample & { kind: ConnectionUser['kind'] })[] = [
      {
        kind: 'resource',
        ...(await sample(livingUsers(tx, kind, id), columns('resources'))),
      },
    ];
    for (const user of kind === 'integration' ? userKinds : []) {
      const table = `${user}s`;
      found.push({
        kind: user,
        ...(await sample(
          tx(table).where('integration_id', id),
          columns(table),
        )),
      });
    }
    return found.filter(({ total }) => total > 0);
  }

  /** Detaches it from what is destroyed, which it no longer serves. */
  async detachDestroyed(
    tx: Knex,
    kind: ConnectionKind,
    id: string,
  ): Promise<void> {
    if (kind === 'storage') {
      await tx('resources').where({ storage_id: id }).update({
        storage_id: null,
      });
    } else {
      await tx(`resource_${kind}s`)
        .where({ [`${kind}_id`]: id })
        .delete();
    }
  }

  async #connections(
    id: string,
    scope: AccessScope | undefined,
  ): Promise<ConnectionUser[]> {
    const found = await Promise.all(
      userKinds.map(async kind => {
        const table = `${kind}s`;
        const query = this.#knex(table)
          .where(`${table}.integration_id`, id)
          .orderBy(`${table}.name`)
          .limit(MAX_CONNECTIONS)
          .select(`${table}.id`, `${table}.name`);
        scope?.restrict(kind, query);
        const rows: { id: string; name: string }[] = await query;
        return rows.map(row => ({ kind, ...row }));
      }),
    );
    return found.flat();
  }
}

function livingUsers(
  db: Knex,
  kind: ConnectionKind,
  id: string,
): Knex.QueryBuilder {
  const query = db('resources').whereNot('resources.state', 'destroyed');
  return kind === 'storage'
    ? query.where('resources.storage_id', id)
    : query
        .join(`resource_${kind}s as used`, 'used.resource_id', 'resources.id')
        .where(`used.${kind}_id`, id);
}
