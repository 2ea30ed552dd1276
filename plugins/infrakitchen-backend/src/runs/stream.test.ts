import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  InfrakitchenClient,
  type RunStreamEvent,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import { Redactor } from './Redactor';
import { RunFeed } from './RunFeed';
import { RunLog } from './RunLog';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('log over HTTP, %s', database => {
  let services: Services;
  let api: Api;
  let client: InfrakitchenClient;
  let runId: string;

  beforeAll(async () => {
    const knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({ knex });
    client = new InfrakitchenClient({
      discoveryApi: { getBaseUrl: async () => api.baseUrl },
      fetchApi: {
        fetch: (input, init) => {
          const request = new Request(input, init);
          request.headers.set(
            'Authorization',
            mockCredentials.user.header('user:default/ann'),
          );
          return fetch(request);
        },
      },
    });
  });

  afterAll(() => api?.stop());

  beforeEach(async () => {
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const resource = await addResource(services, template, { version });
    ({ id: runId } = await services.runService.request(
      resource.id,
      'dry-run',
      ann,
    ));
  });

  async function openLog() {
    const run = await services.worker.work(runId, { until: 'planning' });
    return new RunLog({
      run,
      progress: [],
      store: services.logs,
      feed: new RunFeed(),
      redactor: new Redactor(),
      maxBytes: 1_000_000,
    });
  }

  const write = async (log: RunLog, ...messages: string[]) => {
    messages.forEach(message => log.write({ phase: 'plan', message }));
    await log.flush();
  };
  const finish = async () =>
    services.worker.move((await services.store.get(runId))!, 'failed');

  const short = (event: RunStreamEvent) =>
    event.type === 'log'
      ? event.lines.map(line => line.message).join(' ')
      : event.run.state;

  it('comes as pages', async () => {
    const log = await openLog();
    await write(log, 'a', 'b', 'c');
    await finish();
    expect(await client.getRunLog(runId, { after: 1, limit: 1 })).toMatchObject(
      { lines: [{ seq: 2, message: 'b' }], nextAfter: 2, ended: false },
    );
    expect(await client.getRunLog(runId, { after: 2 })).toMatchObject({
      lines: [{ seq: 3 }],
      ended: true,
    });
    // Who does not say what it accepts is no browser.
    const plain = await api.get(`/runs/${runId}/log`);
    expect(plain.body.lines).toHaveLength(3);
  });

  it('is streamed while the run goes on, to everyone who follows', async () => {
    const log = await openLog();
    await write(log, 'a');
    const follow = async (after: number) => {
      const seen: string[] = [];
      for await (const event of client.streamRun(runId, { after })) {
        seen.push(short(event));
      }
      return seen;
    };
    const early = client.streamRun(runId);
    const first = await early.next();
    expect(short(first.value)).toBe('a');
    const late = follow(1);
    await write(log, 'b ü');
    expect(short((await early.next()).value)).toBe('planning');
    const rest: string[] = [];
    const end = (async () => {
      for await (const event of early) {
        rest.push(short(event));
      }
    })();
    await finish();
    await end;
    expect(rest.filter(text => text !== 'planning')).toEqual(['b ü', 'failed']);
    expect((await late).filter(text => text !== 'planning')).toEqual([
      'b ü',
      'failed',
    ]);
  });

  it('lets go of a reader that went away', async () => {
    const log = await openLog();
    await write(log, 'a');
    const abort = new AbortController();
    const stream = client.streamRun(runId, { signal: abort.signal });
    await stream.next();
    abort.abort();
    await expect(stream.next().then(() => stream.next())).rejects.toThrow();
    // Others are not held up, and the server can stop.
    await finish();
    expect((await client.getRun(runId)).state).toBe('failed');
  });

  it('is refused before it begins', async () => {
    const unknown = client.streamRun('00000000-0000-4000-8000-000000000009');
    await expect(unknown.next()).rejects.toMatchObject({
      code: 'run_not_found',
      statusCode: 404,
    });
  });
});
