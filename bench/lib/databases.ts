import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { JsonObject } from '@backstage/types';
import knexFactory from 'knex';
import {
  findPostgresBinaries,
  startPostgres,
} from '../../scripts/lib/postgres';
import type { BenchmarkContext } from './benchmark';

/** A database of its own for one portal. */
export interface BenchDatabase {
  name: 'sqlite' | 'postgresql';
  description: string;
  /** `backend.database` of the portal. */
  config: JsonObject;
}

const CONNECTION_STRING =
  'BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING';

/** SQLite in a file, with the durability that a small portal has. */
export function sqliteDatabase(directory: string): BenchDatabase {
  return {
    name: 'sqlite',
    description: 'SQLite in a file',
    config: {
      client: 'better-sqlite3',
      connection: { directory: path.join(directory, 'database') },
    },
  };
}

/**
 * A new database on the server that the tests were told of, else on one that
 * is started for this; undefined where there is neither.
 */
export async function postgresDatabase(
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
  const { rows } = await admin.raw('show server_version');
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return {
    name: 'postgresql',
    description: `PostgreSQL ${rows[0].server_version}, ${server.description}`,
    config: {
      client: 'pg',
      connection: { connectionString: url.href },
      pluginDivisionMode: 'schema',
    },
  };
}

async function findServer(
  context: BenchmarkContext,
): Promise<{ url: string; description: string } | undefined> {
  const given = process.env[CONNECTION_STRING];
  if (given) {
    return { url: given, description: 'a server that was there' };
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
