/** @jest-environment node */
import type { InfrakitchenClient } from './client';
import { startTestServer, type TestServer } from './testServer.testUtils';

const id = '00000000-0000-4000-8000-000000000001';

let server: TestServer;
let client: InfrakitchenClient;

beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server.stop());

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    error => error,
  );

describe('requests', () => {
  beforeEach(() => server.respond(200, { items: [] }));

  it('repeats array parameters and escapes their values', async () => {
    await client.listResources({
      filter: ['state=provisioned', 'ownerRef=group:default/a&b=c'],
      q: '100%_ ü',
      orderBy: '-createdAt',
      limit: 5,
      cursor: 'a+b/c==',
    });
    expect(server.last()).toMatchObject({
      method: 'GET',
      path: '/api/infrakitchen/resources',
      query: [
        ['filter', 'state=provisioned'],
        ['filter', 'ownerRef=group:default/a&b=c'],
        ['q', '100%_ ü'],
        ['orderBy', '-createdAt'],
        ['limit', '5'],
        ['cursor', 'a+b/c=='],
      ],
    });
  });

  it('leaves out what is not given', async () => {
    await client.listResources({ q: undefined, filter: [] });
    expect(server.last().query).toEqual([]);
  });

  it('sends the parents of a draft', async () => {
    await client.getVersionSchema(id, ['p1', 'p2']);
    expect(server.last().query).toEqual([
      ['parents', 'p1'],
      ['parents', 'p2'],
    ]);
  });

  it('escapes path parameters', async () => {
    await client.getResource('../runs?x=1');
    expect(server.last().path).toBe(
      '/api/infrakitchen/resources/..%2Fruns%3Fx%3D1',
    );
  });

  type Call = (options: { revision?: number }) => Promise<unknown>;

  it.each<[string, Call]>([
    ['updateTemplate', o => client.updateTemplate(id, { name: 'x' }, o)],
    ['updateVersion', o => client.updateVersion(id, {}, o)],
    ['updateResource', o => client.updateResource(id, {}, o)],
    ['actOnResource', o => client.actOnResource(id, 'destroy', o)],
  ])('sends the seen revision of %s', async (_, call) => {
    await call({ revision: 7 });
    expect(server.last().headers['if-match']).toBe('"7"');
    await call({ revision: 0 });
    expect(server.last().headers['if-match']).toBe('"0"');
    await call({});
    expect(server.last().headers).not.toHaveProperty('if-match');
  });

  it('sends an idempotency key where there is one', async () => {
    const input = { templateId: id, name: 'a', deletionProtection: false };
    await client.createResource(input, { idempotencyKey: 'once-only' });
    expect(server.last()).toMatchObject({
      method: 'POST',
      headers: { 'idempotency-key': 'once-only' },
      body: JSON.stringify(input),
    });
    await client.createResource(input);
    expect(server.last().headers).not.toHaveProperty('idempotency-key');
  });

  it('sends a token where there is one', async () => {
    await client.listRuns({}, { token: 'abc' });
    expect(server.last().headers.authorization).toBe('Bearer abc');
    await client.listRuns();
    expect(server.last().headers).not.toHaveProperty('authorization');
  });

  it('sends reason and outcome of an action', async () => {
    await client.actOnResource(id, 'update', { reason: 'because' });
    expect(JSON.parse(server.last().body)).toEqual({ reason: 'because' });
    await client.actOnRun(id, 'resolve', { outcome: 'failed', reason: 'seen' });
    expect(JSON.parse(server.last().body)).toEqual({
      outcome: 'failed',
      reason: 'seen',
    });
    await client.actOnRun(id, 'cancel');
    expect(JSON.parse(server.last().body)).toEqual({});
  });

  it('asks for the log as JSON', async () => {
    await client.getRunLog(id, { after: 3, limit: 10 }, { token: 'abc' });
    expect(server.last()).toMatchObject({
      headers: { accept: 'application/json', authorization: 'Bearer abc' },
      query: [
        ['after', '3'],
        ['limit', '10'],
      ],
    });
  });
});

describe('answers', () => {
  it('unwraps lists and optional records', async () => {
    server.respond(200, { items: [{ action: 'destroy' }] });
    expect(await client.listResourceActions(id)).toEqual([
      { action: 'destroy' },
    ]);
    server.respond(200, {});
    expect(await client.getResourceChange(id)).toBeUndefined();
  });

  it('takes an empty answer to a delete', async () => {
    server.respondWith((_, res) => res.writeHead(204).end());
    await expect(client.deleteTemplate(id)).resolves.toBeUndefined();
    await expect(client.deleteVersion(id)).resolves.toBeUndefined();
  });

  it('throws what the server says', async () => {
    const error = {
      name: 'ConflictError',
      message: "Destroy 'app' first",
      code: 'has_living_children',
      culprits: [{ kind: 'resource', id, name: 'app' }],
    };
    const body = { error, response: { statusCode: 409 } };
    server.respond(409, body);
    const calls = [
      () => client.actOnResource(id, 'destroy'),
      () => client.deleteTemplate(id),
      () => client.getRunLog(id),
      () => client.streamRun(id).next(),
    ];
    for (const call of calls) {
      const thrown = await failure(call());
      expect(thrown).toBeInstanceOf(Error);
      expect(thrown).toMatchObject({ ...error, statusCode: 409, body });
    }
  });

  it.each([
    ['html of a proxy', 502, '<html>Bad Gateway</html>', 'text/html'],
    ['nothing', 503, '', 'text/plain'],
    ['JSON of another shape', 500, '{"oops":true}', 'application/json'],
    ['a JSON text', 500, '"oops"', 'application/json'],
    ['null', 500, 'null', 'application/json'],
  ])('tells the status where the body is %s', async (_, status, body, type) => {
    server.respond(status, body, type);
    const calls = [
      () => client.getOverview(),
      () => client.streamRun(id).next(),
    ];
    for (const call of calls) {
      expect(await failure(call())).toMatchObject({
        name: 'ResponseError',
        message: expect.stringContaining(String(status)),
        statusCode: status,
      });
    }
  });

  it('fails where nobody answers', async () => {
    server.respondWith((_, res) => res.destroy());
    await expect(client.getOverview()).rejects.toThrow('fetch failed');
  });

  it('aborts', async () => {
    server.respondWith(() => undefined);
    const abort = new AbortController();
    const call = failure(client.getOverview({ signal: abort.signal }));
    abort.abort();
    expect(await call).toMatchObject({ name: 'AbortError' });
  });
});
