import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { migrateSchema } from '../database';
import { deferred, until } from '../__testUtils__/until';
import { Outbox, type OutboxTopic } from '.';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const real = Date.now;

/** Nothing but `wake` makes an outbox look. */
const NEVER = { intervalMs: 2 ** 30 };

describe.each(databases.eachSupportedId())('Outbox, %s', database => {
  let knex: Knex;
  const logger = mockServices.logger.mock();
  const started: Outbox[] = [];

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map(outbox => outbox.stop()));
    await knex('outbox').delete();
    jest.restoreAllMocks();
  });

  function createOutbox(
    handler: (payload: JsonObject) => Promise<void>,
    topic: OutboxTopic = 'run.changed',
  ): Outbox {
    const outbox = new Outbox({ knex, logger });
    outbox.on(topic, payload => handler(payload));
    outbox.start(NEVER);
    started.push(outbox);
    return outbox;
  }

  const add = (
    outbox: Outbox,
    key: string,
    topic: OutboxTopic = 'run.changed',
    db: Knex = knex,
  ) => outbox.add(db, { topic, key, payload: { key } });

  const isEmpty = async () => (await knex('outbox')).length === 0;
  /** The one message left failed this often, and waits for less than a claim. */
  const isPutOff = async (attempts: number) => {
    const rows = await knex('outbox');
    return (
      rows.length === 1 &&
      rows[0].attempts === attempts &&
      Number(rows[0].due_at) > Date.now() &&
      Number(rows[0].due_at) < Date.now() + 50_000
    );
  };

  /** Lets time pass for the outbox, and for nothing else. */
  function later(ms: number): void {
    jest.spyOn(Date, 'now').mockImplementation(() => real() + ms);
  }

  it('hands a message out once it is committed', async () => {
    const seen: JsonObject[] = [];
    const outbox = createOutbox(async payload => {
      seen.push(payload);
    });
    await knex.transaction(tx => add(outbox, 'a', 'run.changed', tx));
    await knex
      .transaction(async tx => {
        await add(outbox, 'undone', 'run.changed', tx);
        throw new Error('no');
      })
      .catch(() => undefined);
    outbox.wake();
    await until(isEmpty);
    expect(seen).toEqual([{ key: 'a' }]);
  });

  it('drops a second message with the same key', async () => {
    const handler = jest.fn(async () => undefined);
    const outbox = createOutbox(handler);
    await add(outbox, 'same');
    await add(outbox, 'same');
    await add(outbox, 'other');
    outbox.wake();
    await until(isEmpty);
    expect(handler).toHaveBeenCalledTimes(2);
  });

  it('keeps the order, and goes on after a full batch', async () => {
    const seen: unknown[] = [];
    const outbox = createOutbox(async ({ key }) => {
      seen.push(key);
    });
    const keys = Array.from({ length: 120 }, (_, i) => `m${i}`);
    jest.spyOn(Date, 'now').mockReturnValue(1_000);
    for (const key of keys) {
      await add(outbox, key);
    }
    jest.restoreAllMocks();
    outbox.wake();
    await until(isEmpty);
    expect(seen).toEqual(keys);
  });

  it('hands each topic to its own handler', async () => {
    const runs = jest.fn(async () => undefined);
    const resources = jest.fn(async (_: JsonObject) => undefined);
    const outbox = createOutbox(runs);
    outbox.on('resource.changed', async payload => resources(payload));
    await add(outbox, 'r', 'run.changed');
    await add(outbox, 's', 'resource.changed');
    outbox.wake();
    await until(isEmpty);
    expect(runs.mock.calls).toEqual([[{ key: 'r' }]]);
    expect(resources.mock.calls).toEqual([[{ key: 's' }]]);
  });

  it('tries a failed message again, each time later, and goes on meanwhile', async () => {
    const calls: unknown[] = [];
    const outbox = createOutbox(async ({ key }) => {
      calls.push(key);
      if (key === 'bad' && calls.length < 5) {
        throw new Error('not now');
      }
    });
    await add(outbox, 'bad');
    await add(outbox, 'good');
    const delays: number[] = [];
    for (const attempt of [1, 2, 3]) {
      outbox.wake();
      await until(() => isPutOff(attempt));
      const { due_at: due } = await knex('outbox').first();
      delays.push(Number(due) - Date.now());
      later(attempt * 20_000);
    }
    expect(calls).toEqual(['bad', 'good', 'bad', 'bad']);
    expect(delays[1]).toBeGreaterThan(delays[0]);
    expect(delays[2]).toBeGreaterThan(delays[1]);
    outbox.wake();
    await until(async () => calls.length === 5);
    await until(isEmpty);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('not now'),
    );
  });

  it('hands a message to one of two instances', async () => {
    const gate = deferred();
    const first = jest.fn(() => gate.promise);
    const second = jest.fn(async () => undefined);
    const [a, b] = [createOutbox(first), createOutbox(second)];
    await add(a, 'one');
    a.wake();
    await until(() => first.mock.calls.length === 1);
    await add(b, 'two');
    b.wake();
    await until(() => second.mock.calls.length === 1);
    expect(second.mock.calls).toEqual([[{ key: 'two' }]]);
    gate.resolve();
    await until(isEmpty);
    expect(first).toHaveBeenCalledTimes(1);
  });

  it('lets two instances share many messages', async () => {
    const seen: unknown[] = [];
    const handler = async ({ key }: JsonObject) => {
      seen.push(key);
    };
    const [a, b] = [createOutbox(handler), createOutbox(handler)];
    const keys = Array.from({ length: 60 }, (_, i) => `m${i}`);
    await Promise.all(keys.map(key => add(a, key)));
    a.wake();
    b.wake();
    await until(isEmpty);
    expect([...seen].sort()).toEqual([...keys].sort());
  });

  it('hands out again what an instance took and never finished', async () => {
    const never = deferred();
    const dead = jest.fn(() => never.promise);
    const a = createOutbox(dead);
    await add(a, 'left');
    a.wake();
    await until(() => dead.mock.calls.length === 1);
    const handler = jest.fn(async () => undefined);
    const b = createOutbox(handler);
    b.wake();
    later(120_000);
    b.wake();
    await until(isEmpty);
    expect(handler.mock.calls).toEqual([[{ key: 'left' }]]);
    never.resolve();
  });

  it('finishes the message in hand when it stops, and takes no other', async () => {
    const gate = deferred();
    const handler = jest.fn(() => gate.promise);
    const outbox = createOutbox(handler);
    await add(outbox, 'a');
    await add(outbox, 'b');
    outbox.wake();
    await until(() => handler.mock.calls.length === 1);
    const stopped = outbox.stop();
    gate.resolve();
    await stopped;
    outbox.wake();
    expect(handler).toHaveBeenCalledTimes(1);
    expect(await knex('outbox').select('key')).toEqual([{ key: 'b' }]);
    outbox.start({ intervalMs: 2 ** 30 });
    outbox.wake();
    await until(isEmpty);
  });

  it('goes on after the database was away', async () => {
    const handler = jest.fn(async () => undefined);
    const broken = Object.assign(() => {
      throw new Error('away');
    }, {}) as unknown as Knex;
    let away = true;
    const outbox = new Outbox({
      knex: new Proxy(knex, {
        apply: (target, self, args) =>
          Reflect.apply((away ? broken : target) as never, self, args),
      }),
      logger,
    });
    outbox.on('run.changed', handler);
    outbox.start(NEVER);
    started.push(outbox);
    await add(outbox, 'a');
    outbox.wake();
    await until(() =>
      logger.warn.mock.calls.some(([text]) => text.includes('away')),
    );
    away = false;
    outbox.wake();
    await until(isEmpty);
    expect(handler).toHaveBeenCalledTimes(1);
  });
});
