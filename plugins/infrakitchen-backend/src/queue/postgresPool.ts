import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Pool, PoolConfig } from 'pg';

type ConnectionSettings = string | PoolConfig;
type ConnectionProvider = () =>
  | ConnectionSettings
  | Promise<ConnectionSettings>;

/**
 * Opens a pool to the database that Knex is connected to, as the same role.
 *
 * The job engine needs node-postgres clients of its own: one of them listens
 * for notifications and would keep a connection of the plugin's pool for good.
 */
export async function openPostgresPool(options: {
  knex: Knex;
  logger: LoggerService;
  max: number;
}): Promise<Pool> {
  const { knex, logger, max } = options;
  const role = await assumedRole(knex);
  const pool = new Pool({
    ...(await readSettings(knex)),
    application_name: 'infrakitchen-queue',
    keepAlive: true,
    max,
    onConnect: async client => {
      if (role) {
        await client.query(`set role ${client.escapeIdentifier(role)}`);
      }
    },
  });

  // Without listeners, node-postgres turns a lost connection into an uncaught
  // exception. The next query on a fresh connection shows whether it matters.
  const onError = (error: Error) =>
    logger.debug('The run queue lost a database connection', error);
  pool.on('error', onError);
  pool.on('connect', client => client.on('error', onError));
  return pool;
}

async function readSettings(knex: Knex): Promise<PoolConfig> {
  const connection: ConnectionSettings | ConnectionProvider =
    knex.client.config.connection;
  if (typeof connection !== 'function') {
    return toPoolConfig(connection);
  }
  // Short-lived passwords (cloud identities) are asked for again each time a
  // connection is opened.
  return {
    ...toPoolConfig(await connection()),
    password: async () => {
      const { password } = toPoolConfig(await connection());
      return typeof password === 'function' ? password() : password ?? '';
    },
  };
}

function toPoolConfig(settings: ConnectionSettings): PoolConfig {
  if (typeof settings === 'string') {
    return { connectionString: settings };
  }
  // Knex may hide the password from enumeration, so that spreading loses it.
  return { ...settings, password: settings.password };
}

/** The role that Backstage switched to after login (`database.role`). */
async function assumedRole(knex: Knex): Promise<string | undefined> {
  const { rows } = await knex.raw(
    'select current_user as role, session_user as login',
  );
  const [{ role, login }] = rows;
  return role === login ? undefined : role;
}
