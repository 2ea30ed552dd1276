import {
  resolvePackagePath,
  type DatabaseService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';

const migrationsDir = resolvePackagePath(
  '@infrakitchen/backstage-plugin-infrakitchen-backend',
  'migrations',
);

/** How long a replica waits for another one that is migrating. */
const LOCK_PATIENCE_MS = 5 * 60_000;

/** Brings the schema up to date, waiting for a replica that does it already. */
export async function migrate(options: {
  database: DatabaseService;
  logger: LoggerService;
}): Promise<Knex> {
  const knex = await options.database.getClient();
  if (!options.database.migrations?.skip) {
    await migrateSchema(knex, options.logger);
  }
  return knex;
}

/** Runs the migrations on a client. */
export async function migrateSchema(
  knex: Knex,
  logger?: LoggerService,
): Promise<void> {
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      await knex.migrate.latest({ directory: migrationsDir });
      return;
    } catch (error) {
      const locked = error instanceof Error && error.name === 'MigrationLocked';
      if (!locked || Date.now() > deadline) {
        throw error;
      }
      logger?.info(
        'Another replica is migrating the InfraKitchen schema; waiting for it',
      );
      // Jitter, so that several waiting replicas do not come back together.
      await sleep(1_000 + Math.random() * 2_000);
    }
  }
}

/** Undoes every migration; for tests of `down`. */
export async function rollbackSchema(knex: Knex): Promise<void> {
  await knex.migrate.rollback({ directory: migrationsDir }, true);
}
