import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { GraphileRunQueue } from './GraphileRunQueue';
import { openPostgresPool } from './postgresPool';
import { Recorder } from './testing';
import { RunJob } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const describePostgres = databases.supports('POSTGRES_15')
  ? describe
  : describe.skip;

describePostgres('openPostgresPool', () => {
  const opened: Array<() => Promise<void>> = [];
  let admin: Knex;
  let connection: { [key: string]: unknown };

  beforeEach(async () => {
    admin = await databases.init('POSTGRES_15');
    connection = admin.client.config.connection;
  });

  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) {
      await close();
    }
  });

  function connect(config: Knex.Config): Knex {
    const knex = knexFactory({ client: 'pg', ...config });
    opened.push(() => knex.destroy());
    return knex;
  }

  async function openPool(knex: Knex) {
    const logger = mockServices.logger.mock();
    const pool = await openPostgresPool({ knex, logger, max: 1 });
    opened.push(() => pool.end());
    return pool;
  }

  const databaseOf = async (knex: Knex) => {
    const pool = await openPool(knex);
    const { rows } = await pool.query('select current_database() as name');
    return rows[0].name;
  };

  it('follows a connection object', async () => {
    const knex = connect({ connection: { ...connection } });
    expect(await databaseOf(knex)).toBe(connection.database);
  });

  it('follows a connection string', async () => {
    const { user, password, host, port, database } = connection;
    const login = password ? `${user}:${password}` : user;
    const url = `postgresql://${login}@${host}:${port}/${database}`;
    expect(await databaseOf(connect({ connection: url }))).toBe(database);
  });

  it('asks a connection function for a fresh password each time', async () => {
    let token = 'older';
    const knex = connect({
      connection: async () => ({ ...connection, password: token }),
    });
    const pool = await openPool(knex);
    const password = pool.options.password as () => Promise<string>;
    token = 'newer';
    expect(await password()).toBe('newer');
  });

  it('shares jobs under the role and search path of the plugin', async () => {
    const suffix = randomUUID().slice(0, 8);
    const [login, owner] = [`login_${suffix}`, `owner_${suffix}`];
    await admin.raw("create role ?? login password 'secret'", [login]);
    await admin.raw('create role ??', [owner]);
    await admin.raw('grant ?? to ??', [owner, login]);
    await admin.raw('grant create on database ?? to ??', [
      connection.database as string,
      owner,
    ]);
    opened.push(async () => {
      await admin.raw('drop owned by ??', [owner]);
      await admin.raw('drop role ??, ??', [login, owner]);
    });

    const knex = connect({
      connection: { ...connection, user: login, password: 'secret' },
      searchPath: ['infrakitchen'],
    });
    // As Backstage does it for `database.role`.
    knex.client.pool.on('createSuccess', (_: unknown, client: any) =>
      client.query(`set role ${owner}`),
    );
    const logger = mockServices.logger.mock({ child: () => logger });
    const queue = await GraphileRunQueue.create({ knex, logger });
    opened.push(() => queue.stop({ graceMs: 10_000 }));
    const recorder = new Recorder();
    await queue.start({ concurrency: 1, handler: recorder.handler });

    const job: RunJob = { runId: randomUUID(), phase: 'plan' };
    await knex.transaction(tx => queue.enqueue(tx, job, { priority: 1 }));
    await recorder.finished(1);

    expect(recorder.jobs).toEqual([job]);
    const [{ tableowner }] = await admin('pg_tables').where({
      schemaname: 'infrakitchen_queue',
      tablename: '_private_jobs',
    });
    expect(tableowner).toBe(owner);
  });
});
