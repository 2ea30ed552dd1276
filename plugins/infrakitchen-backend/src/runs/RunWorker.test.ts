import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { fakeEngine } from '../__testUtils__/FakeWorker';
import { until } from '../__testUtils__/until';
import type { RunJob } from '../queue';
import { RunDirectory } from './RunDirectory';
import { RunWorker } from './RunWorker';
import { LEASE_MS } from './RunStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
/** How often the worker looks for lost runs. */
const SWEEP_MS = 15_000;

describe('a worker that something goes wrong with', () => {
  let services: Services;
  let workingDirectory: string;
  let worker: RunWorker;
  /** Hands a job out, as the queue does. */
  let hand: (job: RunJob) => Promise<void>;
  const queued: RunJob[] = [];

  beforeAll(async () => {
    services = await createServices(await databases.init('SQLITE_3'));
    workingDirectory = await mkdtemp(path.join(tmpdir(), 'worker-'));
  });

  afterAll(() => rm(workingDirectory, { recursive: true, force: true }));

  beforeEach(() => {
    // Intervals alone, since the database waits by the other timers.
    jest.useFakeTimers({
      doNotFake: [
        'Date',
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setTimeout',
        'clearTimeout',
      ],
    });
    queued.length = 0;
    worker = new RunWorker({
      ...services,
      engine: fakeEngine,
      tokens: services.tokens,
      queue: {
        enqueue: async (_: unknown, job: RunJob) => void queued.push(job),
        committed: () => {},
        start: async (options: { handler: typeof hand }) => {
          hand = options.handler;
        },
        stop: async () => {},
      },
      ...{ workingDirectory, workerId: 'this-one', concurrency: 1 },
      maxLogBytes: 1_000,
    } as unknown as ConstructorParameters<typeof RunWorker>[0]);
  });

  afterEach(async () => {
    await worker.stop();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  async function requested(): Promise<string> {
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const resource = await addResource(services, template, { version });
    const run = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    return run.id;
  }

  /** A run whose worker is gone. */
  async function lost(): Promise<string> {
    const id = await requested();
    await services.worker.work(id, { until: 'preparing' });
    await services.knex('runs').where({ id }).update({ lease_until: 0 });
    return id;
  }

  const stateOf = async (id: string) => (await services.store.get(id))!.state;

  /** As if it had begun long enough ago to look for lost runs. */
  async function begin(): Promise<void> {
    jest.spyOn(Date, 'now').mockReturnValueOnce(Date.now() - LEASE_MS - 1);
    await worker.start();
  }

  it('lets go of a run that it cannot even begin with', async () => {
    const id = await requested();
    await begin();
    const timers = jest.getTimerCount();
    const beat = jest.spyOn(services.store, 'beat');
    jest
      .spyOn(services.store, 'progress')
      .mockRejectedValueOnce(new Error('The database is away'));
    await hand({ runId: id, phase: 'plan' }).catch(() => undefined);
    expect(jest.getTimerCount()).toBe(timers);
    jest.advanceTimersByTime(SWEEP_MS);
    expect(beat).not.toHaveBeenCalled();
  });

  it('finds lost runs though others cannot be ended in time', async () => {
    jest
      .spyOn(services.waiting, 'expire')
      .mockRejectedValue(new Error('Not this time'));
    await begin();
    const id = await lost();
    jest.advanceTimersByTime(SWEEP_MS);
    await until(async () => (await stateOf(id)) === 'queued');
    expect(queued).toContainEqual({ runId: id, phase: 'plan' });
  });

  it('begins, and finds lost runs, though a folder cannot be removed', async () => {
    const stuck = await requested();
    await services.runService.cancel(stuck, ann);
    await mkdir(path.join(workingDirectory, 'runs', stuck), {
      recursive: true,
    });
    const remove = RunDirectory.prototype.remove;
    jest
      .spyOn(RunDirectory.prototype, 'remove')
      .mockImplementation(async function removed(this: RunDirectory) {
        if (this.root.endsWith(stuck)) {
          throw new Error('EBUSY');
        }
        await remove.call(this);
      });
    await begin();
    const id = await lost();
    jest.advanceTimersByTime(SWEEP_MS);
    await until(async () => (await stateOf(id)) === 'queued');
    expect(services.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(stuck),
    );
  });

  it('finds every lost run but the one that it cannot take over', async () => {
    await begin();
    const [first, second] = [await lost(), await lost()];
    const claim = services.store.claim.bind(services.store);
    jest
      .spyOn(services.store, 'claim')
      .mockImplementation(async (tx, run, o) => {
        if (run.id === first) {
          throw new Error('Not this one');
        }
        return claim(tx, run, o);
      });
    jest.advanceTimersByTime(SWEEP_MS);
    await until(async () => (await stateOf(second)) === 'queued');
    expect(await stateOf(first)).toBe('preparing');
  });
});
