import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoCloud, startDemoCloud } from './startDemoCloud';

const NETWORK = { name: 'main', region: 'eu-north-1', cidr: '10.0.0.0/16' };

describe('startDemoCloud', () => {
  let cloud: DemoCloud;

  beforeEach(async () => {
    cloud = await startDemoCloud();
  });

  afterEach(async () => {
    await cloud.stop();
  });

  async function request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) {
    const response = await fetch(`${cloud.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text ? JSON.parse(text) : undefined,
    };
  }

  const create = async (plural: string, attributes: object) =>
    (await request('POST', `/v1/${plural}`, attributes)).body;

  it('creates, shows, lists, changes and deletes', async () => {
    const { status, body } = await request('POST', '/v1/networks', NETWORK);
    expect(status).toBe(201);
    expect(body.attributes).toMatchObject({
      ...NETWORK,
      flow_logs: false,
      urn: `urn:democloud:eu-north-1:network:${body.id}`,
    });
    const path = `/v1/networks/${body.id}`;
    expect((await request('GET', path)).body).toEqual(body);
    expect((await request('GET', '/v1/networks')).body.items).toEqual([body]);

    const changed = await request('PATCH', path, { flow_logs: true });
    expect(changed.body.attributes).toEqual({
      ...body.attributes,
      flow_logs: true,
    });
    expect((await request('DELETE', path)).status).toBe(204);
    expect((await request('GET', path)).status).toBe(404);
  });

  it.each([
    [{ cidr: '10.0.0.0/33' }, ['cidr']],
    [{ region: 'moon-1' }, ['region']],
    [{ name: undefined }, ['name']],
    [{ colour: 'red' }, ['colour']],
    [{ id: 'net-1' }, ['id']],
    [{ flow_logs: 'yes' }, ['flow_logs']],
    [{ subnets: [{ name: 'a', cidr: '10.1.0.0/24' }] }, ['subnets', 0, 'cidr']],
    [{ subnets: [{ cidr: '10.0.1.0/24' }] }, ['subnets', 0, 'name']],
    [{ tags: { stage: 1 } }, ['tags', 'stage']],
    [{ account_id: 'acc-none' }, ['account_id']],
  ])('refuses a network with %j', async (attributes, path) => {
    const { status, body } = await request('POST', '/v1/networks', {
      ...NETWORK,
      ...attributes,
    });
    expect(status).toBe(400);
    expect(body.error.name).toBe('InvalidObjectError');
    expect(body.error.issues).toEqual([{ path, message: expect.any(String) }]);
  });

  it('refuses to change what cannot be changed', async () => {
    const { id } = await create('networks', NETWORK);
    const { status, body } = await request('PATCH', `/v1/networks/${id}`, {
      cidr: '10.1.0.0/16',
    });
    expect(status).toBe(400);
    expect(body.error.issues).toEqual([
      { path: ['cidr'], message: 'cannot be changed' },
    ]);
  });

  it('refuses to delete what is in use', async () => {
    const { id } = await create('networks', NETWORK);
    const cluster = { name: 'apps', region: 'eu-north-1', network_id: id };
    await create('clusters', cluster);
    const { status, body } = await request('DELETE', `/v1/networks/${id}`);
    expect(status).toBe(409);
    expect(body.error.message).toBe(
      `The network "main" (${id}) is still used by clusters apps; delete them first`,
    );
  });

  it('keeps names unique where they have to be', async () => {
    const bucket = { name: 'files', region: 'eu-north-1' };
    await create('buckets', bucket);
    expect((await request('POST', '/v1/buckets', bucket)).status).toBe(409);
  });

  it('makes a password, takes a given one and does not show what was given', async () => {
    const { id } = await create('networks', NETWORK);
    const { attributes, id: databaseId } = await create('databases', {
      name: 'main',
      network_id: id,
      engine: 'mysql',
    });
    expect(attributes).toMatchObject({ port: 3306, storage_gb: 20 });
    const path = `/v1/databases/${databaseId}`;
    const kept = await request('PATCH', path, { storage_gb: 30 });
    expect(kept.body.attributes.password).toBe(attributes.password);

    const given = await request('PATCH', path, {
      admin_password: 'a-password-of-mine',
    });
    expect(given.body.attributes.password).toBe('a-password-of-mine');
    expect(given.body.attributes).not.toHaveProperty('admin_password');
  });

  it('creates once when asked twice by the same request', async () => {
    const headers = { 'x-request-id': 'request-1' };
    const first = await request('POST', '/v1/networks', NETWORK, headers);
    const second = await request('POST', '/v1/networks', NETWORK, headers);
    expect(second.body).toEqual(first.body);
    expect((await request('GET', '/v1/networks')).body.items).toHaveLength(1);
  });

  it('fails, throttles and forgets on request, as often as asked', async () => {
    await request('PUT', '/admin/faults', {
      faults: [
        { type: 'fail', kind: 'network', operation: 'create', times: 1 },
        { type: 'throttle', operation: 'list', retryAfterSeconds: 7, times: 1 },
      ],
    });
    expect((await request('POST', '/v1/networks', NETWORK)).status).toBe(500);
    const { id } = await create('networks', NETWORK);
    const throttled = await request('GET', '/v1/networks');
    expect(throttled.status).toBe(429);
    expect(throttled.headers.get('retry-after')).toBe('7');
    expect((await request('GET', '/v1/networks')).status).toBe(200);
    expect((await request('GET', '/admin/faults')).body.faults).toEqual([]);

    await request('PUT', '/admin/faults', { faults: [{ type: 'forget' }] });
    expect((await request('GET', `/v1/networks/${id}`)).status).toBe(404);
    expect((await request('DELETE', '/admin/faults')).status).toBe(204);
    expect((await request('GET', '/v1/networks')).body.items).toEqual([]);
  });

  it('refuses faults that make no sense', async () => {
    const { status } = await request('PUT', '/admin/faults', {
      faults: [{ type: 'slow' }],
    });
    expect(status).toBe(400);
  });

  it('lets a slow request be cancelled, and does nothing then', async () => {
    await request('PUT', '/admin/faults', {
      faults: [{ type: 'slow', operation: 'create', delayMs: 600_000 }],
    });
    const slow = request('POST', '/v1/networks', NETWORK, {
      'x-request-id': 'slow',
    });
    let cancelled = false;
    while (!cancelled) {
      cancelled = (await request('DELETE', '/v1/requests/slow')).body.cancelled;
    }
    expect((await slow).body.error.name).toBe('CancelledError');
    expect((await request('GET', '/v1/networks')).body.items).toEqual([]);
  });

  it('lets objects be changed and removed without any rule', async () => {
    const { id } = await create('networks', NETWORK);
    await create('clusters', {
      name: 'apps',
      region: 'eu-north-1',
      network_id: id,
    });
    const path = `/admin/objects/networks/${id}`;
    await request('PATCH', path, { cidr: '10.9.0.0/16' });
    const { body } = await request('GET', `/v1/networks/${id}`);
    expect(body.attributes.cidr).toBe('10.9.0.0/16');
    expect((await request('DELETE', path)).status).toBe(204);
    expect((await request('GET', '/admin/objects')).body.items).toHaveLength(1);
  });

  it('answers what it cannot understand', async () => {
    expect((await request('GET', '/v1/planets')).status).toBe(404);
    expect((await request('POST', '/v1/networks', [])).status).toBe(400);
  });

  it('survives a restart', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'demo-cloud-data-'));
    const dataFile = join(directory, 'data', 'cloud.json');
    try {
      await cloud.stop();
      cloud = await startDemoCloud({ dataFile });
      const created = await create('networks', NETWORK);
      await cloud.stop();
      cloud = await startDemoCloud({ dataFile });
      const { body } = await request('GET', `/v1/networks/${created.id}`);
      expect(body).toEqual(created);
      expect(await readdir(join(directory, 'data'))).toEqual(['cloud.json']);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
