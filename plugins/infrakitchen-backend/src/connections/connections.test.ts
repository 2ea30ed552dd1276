import http from 'node:http';
import { createServer as createSilentServer, type AddressInfo } from 'node:net';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { startApi, type Api } from '../__testUtils__/startApi';
import { tablesOf } from '../__testUtils__/tables';
import {
  startStateServer,
  type StateServer,
} from '../__testUtils__/stateServer';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const canary = 'c4n4ry "quoted"\n-second-line';

describe.each(databases.eachSupportedId())('connections, %s', database => {
  let knex: Knex;
  let api: Api;
  let server: StateServer;
  let number = 0;

  beforeAll(async () => {
    server = await startStateServer({
      username: 'portal',
      password: 'state-password',
    });
    knex = await databases.init(database);
    api = await startApi({
      knex,
      settings: {
        integrations: {
          allowHosts: [server.host],
          reminderDays: 30,
        },
      },
    });
  });

  afterAll(async () => {
    await api?.stop();
    await server?.stop();
  });

  const fresh = (what: string) => {
    number += 1;
    return `${what} ${number}`;
  };
  const variables = (values: object) => ({
    provider: 'custom',
    name: fresh('Cloud'),
    config: { variables: values },
  });
  const create = async (input: object, kind = 'integrations') => {
    const { status, body } = await api.post(`/${kind}`, input);
    expect({ status, body }).toMatchObject({ status: 201 });
    return body;
  };
  const storage = (over: object = {}) => ({
    provider: 'http',
    name: fresh('States'),
    config: {
      address: server.url,
      username: 'portal',
      password: 'state-password',
      ...over,
    },
  });

  it('shows which secrets are set, and keeps none of them in clear', async () => {
    const made = await create(variables({ TOKEN: canary }));
    expect(made).toMatchObject({
      kind: 'integration',
      enabled: true,
      version: 1,
      revision: 1,
      config: { variables: { TOKEN: '********' } },
    });
    const { body } = await api.get(`/integrations/${made.id}`);
    expect(body).toEqual(made);
    await api.post(`/integrations/${made.id}/test`);
    await api.post(`/integrations/${made.id}/actions/rotate`, {
      config: { variables: { TOKEN: `${canary}-rotated` } },
    });
    for (const table of await tablesOf(knex)) {
      const rows = JSON.stringify(await knex(table));
      expect([table, rows.includes('c4n4ry')]).toEqual([table, false]);
    }
  });

  it('keeps a secret that is sent back masked, and counts only what changes', async () => {
    const made = await create(variables({ TOKEN: 'first-secret' }));
    const path = `/integrations/${made.id}`;
    const same = await api.patch(path, {
      config: made.config,
      name: made.name,
    });
    expect(same.body).toMatchObject({ version: 1, revision: 1 });
    const renamed = await api.patch(path, { name: fresh('Renamed') });
    expect(renamed.body).toMatchObject({ version: 1, revision: 2 });
    const rotated = await api.post(`${path}/actions/rotate`, {
      config: { variables: { TOKEN: 'second-secret' } },
    });
    expect(rotated.body).toMatchObject({ version: 2, revision: 3 });
    const revisions = await api.get(`/revisions/integration/${made.id}`);
    expect(revisions.body.items).toHaveLength(3);
    expect(JSON.stringify(revisions.body)).not.toContain('-secret');
  });

  it.each([
    ['an unknown provider', { provider: 'nothing' }, 'provider_missing'],
    ['an unknown field', { config: { zone: 'x' } }, 'config_invalid'],
    ['no fields', { config: {} }, 'config_invalid'],
    [
      'a variable of the engine',
      { config: { variables: { TF_CLI_ARGS: 'destroy' } } },
      'config_invalid',
    ],
    [
      'a name that is none',
      { config: { variables: { 'A=B': 'value' } } },
      'config_invalid',
    ],
    [
      'the mask of nothing',
      { config: { variables: { TOKEN: '********' } } },
      'config_invalid',
    ],
    [
      'a secret that is too short to be masked',
      { config: { variables: { TOKEN: 'x' } } },
      'config_invalid',
    ],
    [
      'a secret that is too long',
      { config: { variables: { TOKEN: 'x'.repeat(70_000) } } },
      'config_invalid',
    ],
  ])('refuses %s', async (_what, over, code) => {
    const input = { ...variables({ TOKEN: 'some-secret' }), ...over };
    const { status, body, text } = await api.post('/integrations', input);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code });
    expect(text).not.toContain('some-secret');
    expect(text).not.toContain('xxxxxxxx');
  });

  it('refuses a file of 5 MB', async () => {
    const input = variables({ KEY: 'k'.repeat(5 * 1024 * 1024) });
    const { status, text } = await api.post('/integrations', input);
    expect({ status, text }).toEqual({
      status: 400,
      text: expect.stringContaining('too large'),
    });
    expect(text).not.toContain('kkkk');
  });

  it('has one name for each, also when two want it at once', async () => {
    const input = variables({ TOKEN: 'some-secret' });
    const answers = await Promise.all([
      api.post('/integrations', input),
      api.post('/integrations', input),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body.error.code).toBe('integration_name_taken');
  });

  it('lets one of two rotations of a revision through', async () => {
    const made = await create(variables({ TOKEN: 'some-secret' }));
    const rotate = (token: string) =>
      api
        .ask('post', `/integrations/${made.id}/actions/rotate`)
        .set('If-Match', '"1"')
        .send({ config: { variables: { TOKEN: token } } });
    const answers = await Promise.all([
      rotate('left-one'),
      rotate('right-one'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('refuses a rotation that replaces nothing', async () => {
    const made = await create(variables({ TOKEN: 'some-secret' }));
    for (const config of [undefined, {}, made.config]) {
      const answer = await api.post(`/integrations/${made.id}/actions/rotate`, {
        config,
      });
      expect(answer.body.error.code).toBe('nothing_rotated');
    }
  });

  it('tells of every step of a storage test', async () => {
    const made = await create(storage(), 'storages');
    const { body } = await api.post(`/storages/${made.id}/test`);
    expect(body).toMatchObject({
      ok: true,
      checks: [
        { name: 'Write', ok: true },
        { name: 'Lock', ok: true },
        { name: 'Read', ok: true },
        { name: 'Remove', ok: true },
      ],
    });
    expect([server.states.size, server.locks.size]).toEqual([0, 0]);
  });

  it.each([
    ['a wrong password', { password: 'wrong-password' }, '401'],
    [
      'a host that nobody allowed',
      { address: 'https://10.0.0.1' },
      'allowHosts',
    ],
    ['a metadata address', { address: 'http://169.254.169.254' }, 'allowHosts'],
  ])('fails a test with %s', async (_what, over, text) => {
    const made = await create(storage(over), 'storages');
    const { status, body } = await api.post(`/storages/${made.id}/test`);
    expect({ status, ok: body.ok }).toEqual({ status: 200, ok: false });
    expect(JSON.stringify(body)).toContain(text);
    expect(JSON.stringify(body)).not.toContain('-password');
  });

  it('does not wait for an endpoint that hangs', async () => {
    const silent = createSilentServer(() => undefined);
    await new Promise<void>(done => silent.listen(0, '127.0.0.1', done));
    const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const other = await startApi({
      knex,
      settings: {
        integrations: { allowHosts: [host], timeout: { milliseconds: 200 } },
      },
    });
    try {
      const made = await create(
        storage({ address: `http://${host}` }),
        'storages',
      );
      const { body } = await other.post(`/storages/${made.id}/test`);
      expect(body).toMatchObject({
        ok: false,
        checks: [{ message: expect.stringContaining('did not answer') }],
      });
    } finally {
      await other.stop();
      silent.close();
    }
  });

  it('keeps no password for a storage whose address is another one', async () => {
    const made = await create(storage(), 'storages');
    const path = `/storages/${made.id}`;
    const elsewhere = 'https://thief.example.com';
    for (const config of [
      { address: elsewhere },
      { ...made.config, address: elsewhere },
    ]) {
      const refused = await api.patch(path, { config });
      expect(refused.body.error).toMatchObject({
        code: 'config_invalid',
        message: expect.stringContaining(
          'config.password was stored for another address',
        ),
      });
    }
    const moved = await api.patch(path, {
      config: { address: elsewhere, password: 'another-password' },
    });
    expect(moved.body.config).toMatchObject({ address: elsewhere });
  });

  it('does not follow a storage that leads elsewhere with its password', async () => {
    const reached: string[] = [];
    const thief = http.createServer((request, response) => {
      reached.push(request.headers.authorization ?? '');
      response.end();
    });
    await new Promise<void>(done => thief.listen(0, '127.0.0.1', done));
    const thiefPort = (thief.address() as AddressInfo).port;
    const leading = http.createServer((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${thiefPort}/` });
      response.end();
    });
    await new Promise<void>(done => leading.listen(0, '127.0.0.1', done));
    const host = `127.0.0.1:${(leading.address() as AddressInfo).port}`;
    const other = await startApi({
      knex,
      settings: {
        integrations: { allowHosts: [host, `127.0.0.1:${thiefPort}`] },
      },
    });
    try {
      const made = await create(
        storage({ address: `http://${host}` }),
        'storages',
      );
      const { body } = await other.post(`/storages/${made.id}/test`);
      expect(body.ok).toBe(false);
      expect(reached).toEqual([]);
    } finally {
      await other.stop();
      thief.close();
      leading.close();
    }
  });

  describe('without the keys', () => {
    const keys = (...given: { id: string; secret: string }[]) => ({
      encryption: { keys: given },
    });

    it.each([
      ['missing', keys(), 'encryption_not_configured'],
      [
        'another one',
        keys({ id: 'other', secret: 'o'.repeat(40) }),
        'encryption_key_missing',
      ],
      [
        'the same by name only',
        keys({ id: 'test', secret: 'w'.repeat(40) }),
        'decryption_failed',
      ],
    ])(
      'says so where it is %s, and loses nothing',
      async (what, settings, code) => {
        const made = await create(variables({ TOKEN: 'some-secret' }));
        const before = await knex('integrations')
          .where({ id: made.id })
          .first();
        const other = await startApi({ knex, settings });
        try {
          const shown = await other.get(`/integrations/${made.id}`);
          expect(shown.body.config).toEqual(made.config);
          const answer =
            what === 'missing'
              ? await other.post(
                  '/integrations',
                  variables({ TOKEN: 'a-secret' }),
                )
              : await other.post(`/integrations/${made.id}/test`);
          expect(answer.status).toBe(503);
          expect(answer.body.error.code).toBe(code);
        } finally {
          await other.stop();
        }
        expect(
          await knex('integrations').where({ id: made.id }).first(),
        ).toEqual(before);
      },
    );
  });
});
