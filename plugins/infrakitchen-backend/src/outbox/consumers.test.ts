import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { deferred, until } from '../__testUtils__/until';
import { migrateSchema } from '../database';
import { Outbox, type OutboxHandler } from '.';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const real = Date.now;

describe.each(databases.eachSupportedId())('consumers of %s', database => {
  let knex: Knex;
  let logger: ReturnType<typeof mockServices.logger.mock>;
  const started: Outbox[] = [];

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
  });

  beforeEach(() => {
    logger = mockServices.logger.mock();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map(outbox => outbox.stop()));
    await knex('outbox').delete();
    jest.restoreAllMocks();
  });

  /** An outbox with consumers of `run.changed`. */
  function createOutbox(
    consumers: Record<string, OutboxHandler>,
    concurrency?: number,
  ): Outbox {
    const outbox = new Outbox({ knex, logger });
    for (const [consumer, handler] of Object.entries(consumers)) {
      outbox.on('run.changed', handler, { consumer, concurrency });
    }
    outbox.start({ intervalMs: 2 ** 30 });
    started.push(outbox);
    return outbox;
  }

  const add = (outbox: Outbox, runId: string, seq: number) =>
    outbox.add(knex, {
      topic: 'run.changed',
      key: `${runId}:${seq}`,
      payload: { runId, seq },
    });
  const left = (consumer: string) =>
    knex('outbox').where({ consumer }).orderBy('id').pluck('key');
  const isDone = async (consumer: string) =>
    (await left(consumer)).length === 0;
  const later = (ms: number) => {
    jest.spyOn(Date, 'now').mockImplementation(() => real() + ms);
  };

  it('gives each consumer its own copy', async () => {
    const [one, other] = [jest.fn(), jest.fn()];
    const outbox = createOutbox({
      one: async (_, { key }) => one(key),
      other: async (_, { key }) => other(key),
    });
    await Promise.all([add(outbox, 'a', 1), add(outbox, 'a', 1)]);
    outbox.wake();
    await until(async () => (await isDone('one')) && isDone('other'));
    expect(one.mock.calls).toEqual([['a:1']]);
    expect(other.mock.calls).toEqual([['a:1']]);
  });

  it('keeps nothing that nobody listens to, and refuses a second handler', async () => {
    const outbox = createOutbox({ one: async () => {} });
    await outbox.add(knex, {
      topic: 'resource.changed',
      key: 'r',
      payload: {},
    });
    expect(await knex('outbox')).toEqual([]);
    expect(() =>
      outbox.on('run.changed', async () => {}, { consumer: 'one' }),
    ).toThrow("'one' handles messages about run.changed already");
  });

  it('goes on where it stopped', async () => {
    const seen = jest.fn();
    const outbox = createOutbox({ one: async ({ seq }) => seen(seq) });
    await outbox.stop();
    await add(outbox, 'a', 1);
    outbox.wake();
    expect(await left('one')).toEqual(['a:1']);
    outbox.start({ intervalMs: 2 ** 30 });
    outbox.wake();
    await until(() => isDone('one'));
    expect(seen.mock.calls).toEqual([[1]]);
  });

  it('lets a slow and a failing consumer hold up nobody else', async () => {
    const gate = deferred();
    const quick = jest.fn();
    const outbox = createOutbox({
      slow: () => gate.promise,
      failing: async () => {
        throw new Error('down');
      },
      quick: async payload => quick(payload.seq),
    });
    for (const seq of [1, 2, 3]) {
      await add(outbox, 'a', seq);
    }
    outbox.wake();
    await until(() => isDone('quick'));
    expect(quick.mock.calls).toEqual([[1], [2], [3]]);
    expect(await left('slow')).toEqual(['a:1', 'a:2', 'a:3']);
    expect(await left('failing')).toEqual(['a:1', 'a:2', 'a:3']);
    gate.resolve();
    await until(() => isDone('slow'));
  });

  it('keeps the order of one subject while it fails, and goes on with others', async () => {
    const seen: string[] = [];
    let failures = 2;
    const outbox = createOutbox(
      {
        one: async ({ runId, seq }) => {
          if (runId === 'a' && failures-- > 0) {
            throw new Error('not now');
          }
          seen.push(`${runId}${seq}`);
        },
      },
      4,
    );
    for (const seq of [1, 2, 3]) {
      await add(outbox, 'a', seq);
      await add(outbox, 'b', seq);
    }
    outbox.wake();
    await until(() => seen.length === 3);
    expect(seen).toEqual(['b1', 'b2', 'b3']);
    const attempts = async () =>
      Number((await knex('outbox').max({ n: 'attempts' }).first())?.n ?? 0);
    await until(async () => (await attempts()) === 1);
    later(20_000);
    outbox.wake();
    await until(async () => (await attempts()) === 2);
    later(40_000);
    outbox.wake();
    await until(() => isDone('one'));
    expect(seen.slice(3)).toEqual(['a1', 'a2', 'a3']);
  });

  it('has as many messages in hand as it may, of different subjects', async () => {
    const gate = deferred();
    const inHand = new Set<unknown>();
    let most = 0;
    const outbox = createOutbox(
      {
        one: async ({ runId }) => {
          expect(inHand.has(runId)).toBe(false);
          inHand.add(runId);
          most = Math.max(most, inHand.size);
          await gate.promise;
          inHand.delete(runId);
        },
      },
      3,
    );
    for (const runId of ['a', 'b', 'c', 'd', 'e']) {
      await add(outbox, runId, 1);
      await add(outbox, runId, 2);
    }
    outbox.wake();
    await until(() => inHand.size === 3);
    gate.resolve();
    await until(() => isDone('one'));
    expect(most).toBe(3);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('gives up in the end, says so, and goes on with what waited behind', async () => {
    const seen: unknown[] = [];
    const outbox = createOutbox({
      one: async ({ seq }) => {
        if (seq === 1) {
          throw new Error('never');
        }
        seen.push(seq);
      },
    });
    await add(outbox, 'a', 1);
    await add(outbox, 'a', 2);
    await knex('outbox').where({ key: 'a:1' }).update({ attempts: 24 });
    outbox.wake();
    await until(() => seen.length === 1);
    await until(async () => (await left('one')).length === 1);
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.error.mock.calls[0][0]).toMatch(
      /'a:1' for one failed 25 times and is given up: Error: never/,
    );
    const [dead] = await knex('outbox');
    expect(Number(dead.dead_at)).toBeGreaterThan(0);
    later(24 * 60 * 60_000);
    outbox.wake();
    await add(outbox, 'a', 3);
    outbox.wake();
    await until(() => seen.length === 2);
    expect(seen).toEqual([2, 3]);
  });
});
