import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { databaseNow, isPostgres } from './clock';
import { migrate, migrateSchema, rollbackSchema } from './migrate';
import {
  inTransaction,
  isForeignKeyViolation,
  isUniqueViolation,
  lockMutex,
} from './transaction';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

async function tablesOf(knex: Knex): Promise<string[]> {
  const rows: { name: string }[] = isPostgres(knex)
    ? await knex('pg_tables')
        .where({ schemaname: 'public' })
        .select({ name: 'tablename' })
    : await knex('sqlite_master')
        .where({ type: 'table' })
        .whereNot('name', 'like', 'sqlite_%')
        .select('name');
  return rows
    .map(row => row.name)
    .filter(name => !name.startsWith('knex_migrations'))
    .sort();
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    error => error,
  );

describe.each(databases.eachSupportedId())('database, %s', database => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
  });

  afterEach(() => jest.restoreAllMocks());

  describe('migrations', () => {
    it('go up, down and up again', async () => {
      const other = await databases.init(database);
      await migrateSchema(other);
      const tables = await tablesOf(other);
      expect(tables).toEqual(
        expect.arrayContaining(['resources', 'runs', 'state_versions']),
      );
      await rollbackSchema(other);
      expect(await tablesOf(other)).toEqual([]);
      await migrateSchema(other);
      expect(await tablesOf(other)).toEqual(tables);
      expect(await other('mutexes').select('name')).toEqual([
        { name: 'template-hierarchy' },
        { name: 'resource-hierarchy' },
        { name: 'global-admins' },
      ]);
    });

    it('are up to date already', async () => {
      const before = await knex('knex_migrations').count({ count: '*' });
      await migrateSchema(knex);
      expect(await knex('knex_migrations').count({ count: '*' })).toEqual(
        before,
      );
    });

    it('wait for a replica that migrates', async () => {
      // Knex tells of the lock there.
      jest.spyOn(console, 'log').mockImplementation();
      const other = await databases.init(database);
      const logger = mockServices.logger.mock();
      await other.migrate.latest({
        directory: `${__dirname}/../../migrations`,
      });
      await rollbackSchema(other);
      await other('knex_migrations_lock').update({ is_locked: 1 });
      logger.info.mockImplementation(() => {
        // The other replica is done.
        other('knex_migrations_lock').update({ is_locked: 0 }).then();
      });
      await migrateSchema(other, logger);
      expect(logger.info).toHaveBeenCalled();
      expect(await tablesOf(other)).toContain('resources');
    });

    it('are left out where the platform says so', async () => {
      const other = await databases.init(database);
      const options = { logger: mockServices.logger.mock() };
      const getClient = async () => other;
      const skipped = await migrate({
        ...options,
        database: { getClient, migrations: { skip: true } },
      });
      expect(skipped).toBe(other);
      expect(await tablesOf(other)).toEqual([]);
      await migrate({ ...options, database: { getClient } });
      expect(await tablesOf(other)).toContain('resources');
    });
  });

  describe('clock', () => {
    it('counts milliseconds', async () => {
      const [row] = await knex.select({ now: databaseNow(knex) });
      const drift = Math.abs(Number(row.now) - Date.now());
      expect(drift).toBeLessThan(60_000);
      expect(Number.isInteger(Number(row.now))).toBe(true);
    });
  });

  describe('errors', () => {
    it('knows a unique index and a primary key', async () => {
      const insert = () =>
        knex('outbox').insert({
          consumer: 'c',
          topic: 't',
          key: 'same',
          subject: 's',
          payload: '{}',
          attempts: 0,
          created_at: 0,
          due_at: 0,
        });
      await insert();
      const unique = await failure(insert());
      expect(isUniqueViolation(unique)).toBe(true);
      expect(isForeignKeyViolation(unique)).toBe(false);
      const primary = await failure(
        knex('mutexes').insert({ name: 'template-hierarchy' }),
      );
      expect(isUniqueViolation(primary)).toBe(true);
    });

    it('knows a foreign key, and enforces it', async () => {
      const id = '00000000-0000-4000-8000-000000000001';
      const error = await failure(
        knex('template_parents').insert({ template_id: id, parent_id: id }),
      );
      expect(isForeignKeyViolation(error)).toBe(true);
      expect(isUniqueViolation(error)).toBe(false);
    });

    it('takes no other error for one', async () => {
      const other = await failure(knex('no_such_table').select());
      for (const error of [other, undefined, null, 'text', new Error('x')]) {
        expect(isUniqueViolation(error)).toBe(false);
        expect(isForeignKeyViolation(error)).toBe(false);
      }
    });
  });

  describe('inTransaction', () => {
    it('tries again where the database asks for it', async () => {
      const work = jest
        .fn()
        .mockRejectedValueOnce(Object.assign(new Error(), { code: '40001' }))
        .mockRejectedValueOnce(
          Object.assign(new Error(), { code: 'SQLITE_BUSY' }),
        )
        .mockResolvedValue('done');
      await expect(inTransaction(knex, work)).resolves.toBe('done');
      expect(work).toHaveBeenCalledTimes(3);
    });

    it('gives up after some attempts', async () => {
      const error = Object.assign(new Error('deadlock'), { code: '40P01' });
      const work = jest.fn().mockRejectedValue(error);
      await expect(inTransaction(knex, work)).rejects.toBe(error);
      expect(work).toHaveBeenCalledTimes(5);
    });

    it('passes on any other error at once and undoes the work', async () => {
      const work = jest.fn(async (tx: Knex.Transaction) => {
        await tx('mutexes').insert({ name: 'rolled-back' });
        throw new Error('no');
      });
      await expect(inTransaction(knex, work)).rejects.toThrow('no');
      expect(work).toHaveBeenCalledTimes(1);
      expect(await knex('mutexes').where({ name: 'rolled-back' })).toEqual([]);
    });

    it('serialises holders of a mutex', async () => {
      let inside = 0;
      let most = 0;
      const hold = () =>
        inTransaction(knex, async tx => {
          await lockMutex(tx, 'template-hierarchy');
          inside += 1;
          most = Math.max(most, inside);
          await tx.select(tx.raw('1'));
          inside -= 1;
        });
      await Promise.all([hold(), hold(), hold()]);
      expect(most).toBe(1);
    });
  });
});
