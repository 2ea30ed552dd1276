import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  assertServesRepository,
  basicGitCredentials,
  type GitHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { KeyRing } from '../crypto';
import { migrateSchema } from '../database/migrate';
import { GitSources } from '../sources';
import {
  GitFixture,
  serveRepositories,
  temporaryDirectory,
} from '../sources/__testUtils__/gitFixtures';
import { ConnectionStore } from './ConnectionStore';
import { ConnectionVault } from './ConnectionVault';
import { GitIntegrations } from './GitIntegrations';
import { ProviderCalls } from './ProviderCalls';
import { ProviderRegistry } from './ProviderRegistry';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const forge: GitHostProvider = {
  ...{ key: 'forge', title: 'Forge', category: 'git', supportsAlias: false },
  schema: {
    type: 'object',
    properties: {
      url: { type: 'string', maxLength: 200, destination: true },
      token: { type: 'string', maxLength: 200, writeOnly: true },
    },
    additionalProperties: false,
  },
  environmentNames: () => [],
  test: async () => ({ checks: [] }),
  credentials: async () => ({ environment: {}, secrets: [] }),
  gitBaseUrl: ({ url }) => String(url),
  async gitCredentials({ config, url, access }) {
    assertServesRepository(String(config.url), url);
    const right = access === 'write' ? '-may-push' : '';
    return basicGitCredentials('git', `${config.token}${right}`);
  },
};

describe.each(databases.eachSupportedId())('git integrations, %s', database => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let server: Awaited<ReturnType<typeof serveRepositories>>;
  let knex: Knex;
  let store: ConnectionStore;
  let git: GitIntegrations;
  const ids = [0, 1, 2, 3].map(() => randomUUID());
  const vault = new ConnectionVault(
    new KeyRing([{ id: 'k', secret: 'test key of thirty-two characters' }]),
  );

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
    temporary = await temporaryDirectory();
    const root = join(temporary.path, 'repositories');
    const repository = await GitFixture.create(join(root, 'acme', 'network'));
    await repository.commit({ 'main.tf': '# one' });
    server = await serveRepositories(root, {
      authorization: basicGitCredentials('git', 'acme-token').authorization,
    });
    store = new ConnectionStore(knex, 'integration');
    git = new GitIntegrations({
      ...{ store, vault },
      providers: new ProviderRegistry('integration', [forge]),
      calls: new ProviderCalls({
        ...{ allowHosts: [], identityTokens: [], timeoutMs: 10_000 },
      }),
    });
    const host = `http://${server.host}`;
    await add(0, { url: host, token: 'host-token' });
    await add(1, { url: `${host}/acme`, token: 'off' }, false);
    await add(2, { url: `${host}/acme`, token: 'acme-token' });
    await add(3, { url: `${host}/acme`, token: 'younger' });
  });

  afterAll(async () => {
    await server.close();
    await temporary.remove();
  });

  async function add(index: number, config: JsonObject, enabled = true) {
    const row = { kind: 'integration', id: ids[index] } as const;
    await store.insert(knex, {
      ...{ ...row, ...vault.seal(row, forge, config), enabled },
      ...{ provider: 'forge', name: `Forge ${index}`, labels: [] },
      ...{ version: 1, revision: 1, createdBy: 'user:default/admin' },
      ...{ rotatedAt: index, createdAt: index, updatedAt: index },
    });
  }

  const tokenFor = async (path: string) =>
    (await git.credentialsFor(`http://${server.host}${path}`, 'read'))
      ?.secrets[0];

  it('uses the oldest of those that are closest to the repository and switched on', async () => {
    expect(await tokenFor('/acme/network/.git')).toBe('acme-token');
    expect(await tokenFor('/other/network')).toBe('host-token');
    expect(
      await git.credentialsFor(`http://${server.host}/acme/network`, 'write'),
    ).toMatchObject({
      secrets: expect.arrayContaining(['acme-token-may-push']),
    });
    expect(await git.credentialsFor('http://127.0.0.1:1/acme/x', 'read')).toBe(
      undefined,
    );
    expect(await git.credentialsFor('https://github.com/acme/x', 'read')).toBe(
      undefined,
    );
    expect((await store.get(ids[2]))?.lastUsedAt).toBeGreaterThan(0);
    expect((await store.get(ids[3]))?.lastUsedAt).toBeUndefined();
  });

  it('reads a private repository of a real git server', async () => {
    const sources = new GitSources({
      workingDirectory: join(temporary.path, 'work'),
      ...{ allowedHosts: [server.host], localRoots: [], timeoutMs: 20_000 },
      ...{ logger: mockServices.logger.mock(), credentials: git },
    });
    await expect(
      sources.listRefs(`http://${server.host}/acme/network/.git`),
    ).resolves.toMatchObject({ defaultBranch: 'main' });
  });

  it('lets no edit take a stored token to another host', async () => {
    const record = (await store.get(ids[2]))!;
    expect(() =>
      vault.edit(record, forge, { url: 'https://evil.test' }),
    ).toThrow('config.token was stored for another url');
    expect(
      vault.edit(record, forge, { url: 'https://b.test', token: 'new' })
        .changed,
    ).toBe(true);
  });
});
