import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRIABLE = new Set([
  '40001', // serialization failure
  '40P01', // deadlock detected
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

const ATTEMPTS = 5;

/** Runs a function in a transaction, again where the database asks for it. */
export async function inTransaction<T>(
  knex: Knex,
  work: (tx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await knex.transaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRIABLE.has(errorCode(error) ?? '')) {
        throw error;
      }
      await sleep(10 * 2 ** attempt * Math.random());
    }
  }
}

/** Whether an insert or update met a unique index. */
export function isUniqueViolation(error: unknown): boolean {
  const code = errorCode(error);
  return (
    code === '23505' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
}

/** Whether a delete or insert met a foreign key. */
export function isForeignKeyViolation(error: unknown): boolean {
  const code = errorCode(error);
  return code === '23503' || code === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}

function errorCode(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

/**
 * Serialises writers that share a rule over several rows, until the end of
 * the transaction. SQLite has one writer anyway.
 *
 * @param mode - several may be inside at once as `shared`, nobody beside one
 * that is `alone`.
 */
export async function lockMutex(
  tx: Knex.Transaction,
  name: 'template-hierarchy' | 'resource-hierarchy' | 'global-admins',
  mode: 'alone' | 'shared' = 'alone',
): Promise<void> {
  const query = tx('mutexes').where({ name }).select('name');
  await (mode === 'shared' ? query.forShare() : query.forUpdate());
}

/**
 * Keeps a record from being deleted until the end of the transaction.
 *
 * @returns whether it is there.
 */
export async function holdRecord(
  tx: Knex.Transaction,
  table:
    | 'templates'
    | 'projects'
    | 'resources'
    | 'integrations'
    | 'secrets'
    | 'storages'
    | 'workspaces',
  id: string,
): Promise<boolean> {
  const row = await tx(table).where({ id }).forShare().first('id');
  return row !== undefined;
}

/** Several reads at once; in turn in a transaction, which has one connection. */
export async function together<T extends unknown[]>(
  transaction: Knex | undefined,
  reads: { [K in keyof T]: () => Promise<T[K]> },
): Promise<T> {
  if (!transaction) {
    return Promise.all(reads.map(read => read())) as Promise<T>;
  }
  const results: unknown[] = [];
  for (const read of reads) {
    results.push(await read());
  }
  return results as T;
}
