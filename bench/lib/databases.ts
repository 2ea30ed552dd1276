import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { DatabaseManager } from '@backstage/backend-defaults/database';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import knexFactory, { type Knex } from 'knex';
import { findPostgresBinaries, startPostgres } from '../../scripts/lib/postgres';
import type { BenchmarkContext } from './benchmark';

/** A database of its own for one benchmark, opened as the portal opens it. */
export interface BenchDatabase {
  name: 'sqlite' | 'postgresql';
  description: string;
  knex: Knex;
}

const CONNECTION_STRING =
  'BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING';

/** SQLite in a file, with the durability that a small portal has. */
export async function openSqlite(
  context: BenchmarkContext,
  directory: string,
): Promise<BenchDatabase> {
  const knex = await openAsPortal(context, {
    client: 'better-sqlite3',
    connection: { directory: path.join(directory, 'database') },
  });
  const [{ version }] = await knex.raw('select sqlite_version() as version');
  return {
    name: 'sqlite',
    description: `SQLite ${version} in a file`,
    knex,
  };
}

/**
 * A new database on the server that the tests were told of, else on one that
 * is started for this; undefined where there is neither.
 */
export async function openPostgres(
  context: BenchmarkContext,
): Promise<BenchDatabase | undefined> {
  const server = await findServer(context);
  if (!server) {
    return undefined;
  }
  const database = `infrakitchen_bench_${randomBytes(6).toString('hex')}`;
  const admin = knexFactory({ client: 'pg', connection: server.url });
  context.defer(() => admin.destroy());
  await admin.raw('create database ??', [database]);
  context.defer(async () => {
    await admin.raw('drop database ?? with (force)', [database]);
  });
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  const knex = await openAsPortal(context, {
    client: 'pg',
    connection: { connectionString: url.href },
    pluginDivisionMode: 'schema',
  });
  const { rows } = await admin.raw('show server_version');
  return {
    name: 'postgresql',
    description: `PostgreSQL ${rows[0].server_version}, ${server.description}`,
    knex,
  };
}

async function findServer(
  context: BenchmarkContext,
): Promise<{ url: string; description: string } | undefined> {
  const given = process.env[CONNECTION_STRING];
  if (given) {
    return { url: given, description: `the server of ${CONNECTION_STRING}` };
  }
  if (!findPostgresBinaries()) {
    return undefined;
  }
  const server = await startPostgres();
  context.defer(() => server.stop());
  return {
    url: server.connectionString,
    description: 'a server of its own that does not sync to disk',
  };
}

async function openAsPortal(
  context: BenchmarkContext,
  database: object,
): Promise<Knex> {
  const manager = DatabaseManager.fromConfig(
    mockServices.rootConfig({ data: { backend: { database } } as JsonObject }),
  );
  const knex = await manager
    .forPlugin('infrakitchen', {
      logger: mockServices.rootLogger(),
      lifecycle: { addStartupHook() {}, addShutdownHook() {} },
    })
    .getClient();
  context.defer(() => knex.destroy());
  return knex;
}
