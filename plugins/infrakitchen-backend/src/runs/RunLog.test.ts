import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  LogLine,
  ObjectProgress,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { inTransaction } from '../database';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { Redactor } from './Redactor';
import { RunFeed } from './RunFeed';
import { RunLog } from './RunLog';
import { LeaseLostError, type RunRecord } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('RunLog, %s', database => {
  let services: Services;
  let run: RunRecord;
  let feed: RunFeed;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
  });

  beforeEach(async () => {
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const resource = await addResource(services, template, { version });
    const { id } = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    run = await services.worker.claim(id);
    feed = new RunFeed();
  });

  function open(
    options: { maxBytes?: number; secrets?: string[]; of?: RunRecord } = {},
  ): RunLog {
    const redactor = new Redactor();
    redactor.add(...(options.secrets ?? []));
    return new RunLog({
      run: options.of ?? run,
      progress: [],
      store: services.logs,
      feed,
      redactor,
      maxBytes: options.maxBytes ?? 1_000_000,
    });
  }

  const read = (after = 0, limit = 10_000) =>
    services.logs.read({ runId: run.id, after, limit });
  const messages = async () => (await read()).map(line => line.message);
  const stored = async () => (await services.store.get(run.id))!;
  const takeOver = async () =>
    (await inTransaction(services.knex, async tx =>
      services.store.claim(tx, (await services.store.get(run.id, tx))!, {
        workerId: 'other',
        takeOver: true,
      }),
    ))!;

  it('numbers lines and keeps their order', async () => {
    const log = open();
    log.write({ phase: 'plan', message: 'one' });
    log.write({ phase: 'plan', message: 'two', level: 'warn', at: '2026' });
    await log.flush();
    log.write({ phase: 'apply', message: 'three\u0000 ü \ud800' });
    await log.flush();
    const lines = await read();
    expect(lines).toEqual<LogLine[]>([
      {
        seq: 1,
        at: expect.any(String),
        phase: 'plan',
        level: 'info',
        message: 'one',
      },
      { seq: 2, at: '2026', phase: 'plan', level: 'warn', message: 'two' },
      expect.objectContaining({ seq: 3, message: 'three ü \ud800' }),
    ]);
    expect(
      await services.runService.log({ id: run.id, after: 1, limit: 1 }),
    ).toEqual({ lines: [lines[1]], nextAfter: 2, ended: false });
  });

  it('keeps what came while the database was slow in pieces that can be read', async () => {
    const log = open({ maxBytes: 10_000_000 });
    for (let i = 0; i < 150_000; i++) {
      log.write({ phase: 'plan', message: `${i}` });
    }
    await log.flush();
    const page = await read(149_990, 5);
    expect(page.map(({ message }) => message)).toEqual(
      [0, 1, 2, 3, 4].map(i => `${149_990 + i}`),
    );
    expect(await read(0, 5_000)).toHaveLength(5_000);
  });

  it('stores in time by itself, and wakes who watches', async () => {
    const woken = jest.spyOn(feed, 'wake');
    const log = open();
    for (let i = 0; i < 1_200; i++) {
      log.write({ phase: 'plan', message: `line ${i}` });
    }
    // The lines that fill no batch come with the timer.
    while ((await read()).length < 1_200) {
      await new Promise(resolve => {
        setTimeout(resolve, 20);
      });
    }
    expect(woken).toHaveBeenCalledWith(run.id);
    expect((await read()).map(line => line.seq)).toEqual(
      Array.from({ length: 1_200 }, (_, i) => i + 1),
    );
  });

  it('reads pages that begin and end within a batch', async () => {
    const log = open();
    for (let batch = 0; batch < 25; batch++) {
      for (let i = 0; i < 4; i++) {
        log.write({ phase: 'plan', message: 'x' });
      }
      await log.flush();
    }
    const seqs = async (after: number, limit: number) =>
      (await read(after, limit)).map(line => line.seq);
    expect(await seqs(0, 100)).toHaveLength(100);
    expect(await seqs(2, 5)).toEqual([3, 4, 5, 6, 7]);
    expect(await seqs(97, 50)).toEqual([98, 99, 100]);
    expect(await seqs(100, 50)).toEqual([]);
    expect(await seqs(1, 60)).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 2),
    );
  });

  it('stores how far the output was read together with its lines', async () => {
    const log = open();
    log.write({ phase: 'apply', message: 'first' });
    log.advance(6);
    await log.flush();
    expect(await stored()).toMatchObject({ logSeq: 1, spoolOffset: 6 });
    expect(log.position).toEqual({ logSeq: 1, logBytes: 5, spoolOffset: 6 });
    log.restartSpool();
    log.write({ phase: 'apply', message: 'second' });
    await log.flush();
    expect(await stored()).toMatchObject({
      logSeq: 2,
      logBytes: 11,
      spoolOffset: 0,
    });
  });

  it('goes on where a worker left off, without a line twice', async () => {
    const first = open();
    first.write({ phase: 'apply', message: 'a' });
    first.advance(2);
    await first.flush();
    first.write({ phase: 'apply', message: 'never stored' });
    const second = open({ of: await takeOver() });
    expect(second.position).toMatchObject({ logSeq: 1, spoolOffset: 2 });
    second.write({ phase: 'apply', message: 'b' });
    await second.flush();
    await expect(first.flush()).rejects.toBeInstanceOf(LeaseLostError);
    expect(await messages()).toEqual(['a', 'b']);
  });

  it('writes nothing once the lease is lost', async () => {
    const log = open();
    await takeOver();
    log.write({ phase: 'apply', message: 'late' });
    await expect(log.flush()).rejects.toBeInstanceOf(LeaseLostError);
    log.write({ phase: 'apply', message: 'later' });
    await expect(log.flush()).rejects.toBeInstanceOf(LeaseLostError);
    expect(await messages()).toEqual([]);
  });

  it('stops at its size, says so once, and still tells how far it read', async () => {
    const log = open({ maxBytes: 25 });
    for (let i = 0; i < 5; i++) {
      log.write({ phase: 'apply', message: '0123456789' });
      log.advance(i + 1);
    }
    await log.flush();
    const cut = [
      '0123456789',
      '0123456789',
      '0123456789',
      expect.stringContaining('longer than 25 bytes'),
    ];
    expect(await messages()).toEqual(cut);
    expect((await stored()).spoolOffset).toBe(5);
    const next = open({ maxBytes: 25, of: await takeOver() });
    next.write({ phase: 'apply', message: 'after' });
    next.advance(6);
    await next.flush();
    expect(await messages()).toEqual(cut);
    expect((await stored()).spoolOffset).toBe(6);
  });

  it('shortens a line that is very long', async () => {
    const secret = 'secret-at-the-cut';
    const log = open({ secrets: [secret] });
    const message = `${'x'.repeat(64 * 1024 - 8)}${secret}${'y'.repeat(100)}`;
    log.write({ phase: 'apply', message });
    await log.flush();
    const [line] = await messages();
    expect(line).toContain('more characters)');
    expect(line).not.toContain('secret');
    expect(line.length).toBeLessThan(65 * 1024);
  });

  it('keeps colours, nothing else for terminals, and no secret between them', async () => {
    const log = open({ secrets: ['hunter2-hunter2'] });
    log.write({
      phase: 'apply',
      message:
        '\u001b[2K\u001b[32mok\u001b[0m \u001b]0;t\u0007hunter2\u001b[1m-\u001b[Chunter2',
    });
    await log.flush();
    expect(await messages()).toEqual([
      '\u001b[32mok\u001b[0m ********\u001b[1m',
    ]);
  });

  it('shows no secret, in lines or in progress', async () => {
    const log = open({ secrets: ['hunter2-hunter2'] });
    log.write({ phase: 'apply', message: 'the hunter2-hunter2 is set' });
    log.track({
      address: 'x.a',
      action: 'create',
      status: 'complete',
      objectId: 'id-hunter2-hunter2',
    });
    await log.flush();
    const row = await services.knex('runs').where({ id: run.id }).first();
    const lines = await services.knex('run_log_chunks');
    expect(JSON.stringify([row, lines])).not.toContain('hunter2');
    expect(await messages()).toEqual(['the ******** is set']);
  });

  it('follows each object, and keeps what is known of it', async () => {
    const log = open();
    const track = (object: Partial<ObjectProgress>) =>
      log.track({
        address: 'x.a',
        action: 'create',
        status: 'started',
        ...object,
      });
    track({ startedAt: '2026-01-01T00:00:00.000Z' });
    track({ address: 'x.b' });
    track({ status: 'complete', objectId: 'i-1' });
    track({ status: 'complete', finishedAt: '2026-01-01T00:00:09.000Z' });
    await log.flush();
    const expected = [
      {
        address: 'x.a',
        action: 'create',
        status: 'complete',
        startedAt: '2026-01-01T00:00:00.000Z',
        finishedAt: '2026-01-01T00:00:09.000Z',
        objectId: 'i-1',
      },
      { address: 'x.b', action: 'create', status: 'started' },
    ];
    expect(await services.store.progress(run.id)).toEqual(expected);
    expect(log.progress).toEqual(expected);
  });

  it('knows that no line follows', async () => {
    const log = open();
    log.write({ phase: 'plan', message: 'a' });
    log.write({ phase: 'plan', message: 'b' });
    await log.flush();
    await services.worker.move(await stored(), 'failed');
    const page = (after: number, limit: number) =>
      services.runService.log({ id: run.id, after, limit });
    expect(await page(0, 1)).toMatchObject({ nextAfter: 1, ended: false });
    expect(await page(1, 1)).toMatchObject({ nextAfter: 2, ended: true });
    expect(await page(2, 1)).toEqual({ lines: [], nextAfter: 2, ended: true });
  });
});
