import type { JsonObject } from '@backstage/types';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  infrakitchenIntegrationsExtensionPoint,
  infrakitchenSecretsExtensionPoint,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  configProblems,
  checkIntegrationProvider,
  checkRemoteFaults,
  checkSecretProvider,
  credentialsOf,
  failedChecks,
  type StandIn,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import infrakitchenModuleVault from '.';
import { startVault, type VaultState } from './__testUtils__/startVault';
import { vaultProvider } from './vaultProvider';
import { vaultSecretProvider } from './vaultSecretProvider';

const token = { authentication: 'token', token: 'hvs.stored' };
const approle = {
  ...{ authentication: 'approle', roleId: 'role-1', secretId: 'secret-id-1' },
};
const jwt = { authentication: 'jwt', role: 'infra', planRole: 'infra-read' };
const kubernetes = {
  ...{ authentication: 'kubernetes', role: 'infra', authMount: 'k8s/prod' },
};
const IDENTITY = 'identity.of.workload';

let standIn: StandIn;
const vault: VaultState = {
  namespace: 'team-a',
  alive: new Map(),
  issued: [],
  approles: new Map([[approle.roleId, approle.secretId]]),
  workload: { token: IDENTITY, roles: ['infra', 'infra-read'] },
  secrets: {},
  readers: new Map([['/v1/secret/data/forbidden', 'another']]),
  capabilities: [],
};

beforeAll(async () => {
  standIn = await startVault(vault);
});

beforeEach(() => {
  vault.issued = [];
  vault.alive = new Map([['hvs.stored', 'stored']]);
  vault.capabilities = ['read', 'list'];
  vault.secrets = {
    '/v1/secret/data/infra/db': { db_password: 'n0w', port: 5432 },
    '/v1/secret/data/infra/db1': { db_password: 'bef0re' },
    '/v1/kv/team/data/api': { api_key: 'k' },
    '/v1/secret/data/list': ['a'],
  };
});

afterAll(() => standIn.stop());

const context = (
  identityTokens: Record<string, string> = { vault: IDENTITY },
) => standInContext(standIn, { identityTokens });
const full = (config: JsonObject): JsonObject => ({
  ...{ address: standIn.url, namespace: 'team-a' },
  ...config,
});
const test = (config: JsonObject) =>
  vaultProvider.test({ ...context(), config: full(config) });
const failed = async (config: JsonObject) => failedChecks(await test(config));
const given = (phase: 'plan' | 'apply', config: JsonObject, alias?: string) =>
  credentialsOf(vaultProvider, {
    phase,
    alias,
    config: full(config),
    context: context(),
  });

describe('vault as an integration, against a local stand-in for its API that checks what signs in', () => {
  it.each([token, approle, jwt, kubernetes])(
    'keeps the contract of providers with $authentication',
    async config => {
      await expect(
        checkIntegrationProvider(vaultProvider, {
          config: full(config),
          context: context(),
        }),
      ).resolves.toEqual([]);
    },
  );

  it.each([
    [token, 'stored', ['Token', 'Path', 'Clock']],
    [approle, 'approle', ['Token', 'Path', 'Clock']],
    [kubernetes, 'infra', ['Token', 'Path', 'Clock']],
    [
      jwt,
      'infra',
      ['Token', 'Path', 'Token for plans', 'Path for plans', 'Clock'],
    ],
  ])(
    'tells who %j is, and leaves no token behind',
    async (config, who, names) => {
      const report = await test({ ...config, checkPath: 'secret/data/infra' });
      expect(report.identity).toBe(who);
      expect(report.checks.map(({ name }) => name)).toEqual(names);
      expect(report.checks.every(({ ok }) => ok)).toBe(true);
      expect(report.checks[0].message).toContain('default, infra');
      expect([...vault.alive.keys()]).toEqual(['hvs.stored']);
    },
  );

  it('tells when a stored token ends', async () => {
    const { checks } = await test(token);
    expect(checks[0].message).toContain('ends on 2030-01-01');
  });

  it('tells that a path may not be read', async () => {
    vault.capabilities = ['deny'];
    await expect(failed({ ...token, checkPath: 'secret/x' })).resolves.toEqual([
      ['Path', expect.stringMatching(/May not read 'secret\/x'.*deny.*'data'/)],
    ]);
  });

  it.each<[JsonObject, string]>([
    [{ ...token, token: 'hvs.revoked' }, 'does not accept the token'],
    [{ ...approle, secretId: 'x' }, 'does not accept the approle'],
    [{ ...kubernetes, role: 'other' }, 'role does not fit'],
    [{ ...token, namespace: 'team-b' }, 'not mounted'],
    [{ ...jwt, planRole: 'infra', audience: 'other' }, 'No identity token'],
  ])('tells what is wrong with %j', async (config, text) => {
    const [[, message]] = await failed(config);
    expect(message).toContain(text);
  });

  it.each([token, approle])(
    'survives a host that does not work with $authentication',
    async config => {
      await expect(
        checkRemoteFaults(vaultProvider, {
          configFor: address => ({ address, ...config }),
        }),
      ).resolves.toEqual([]);
    },
  );

  it('gives a run a token of the role for its phase', async () => {
    const apply = await given('apply', jwt);
    expect(apply).toEqual({
      environment: {
        VAULT_ADDR: standIn.url,
        VAULT_TOKEN: expect.stringMatching(/^hvs\.made-infra-\d$/),
        VAULT_NAMESPACE: 'team-a',
      },
      secrets: [apply.environment.VAULT_TOKEN],
      expiresAt: expect.any(Number),
    });
    const plan = await given('plan', jwt);
    expect(plan.environment.VAULT_TOKEN).toContain('infra-read');
    await expect(given('apply', token, 'two')).resolves.toMatchObject({
      environment: {},
      providerBlocks: [
        { alias: 'two', secretArguments: { token: 'hvs.stored' } },
      ],
    });
  });

  it('tells without the credentials why a run gets no token', async () => {
    const config = { ...approle, secretId: 'canary-secret' };
    const error = await given('apply', config).catch(thrown => thrown);
    expect(error).toMatchObject({ code: 'credentials_refused' });
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  it('says what a way to sign in needs', () => {
    expect(
      configProblems(vaultProvider, {
        address: 'https://vault.test',
        authentication: 'approle',
        roleId: 'x',
      }),
    ).toEqual([expect.stringContaining('config.secretId is needed')]);
  });
});

describe('vault as a place of secrets, against the same stand-in', () => {
  const fetch = (config: JsonObject, integration: JsonObject = approle) =>
    vaultSecretProvider.fetch({
      ...context(),
      config,
      integration: {
        ...{ id: 'id', name: 'Vault', provider: 'vault' },
        config: full(integration),
      },
    });

  it('keeps the contract of providers', async () => {
    await expect(
      checkSecretProvider(vaultSecretProvider, {
        ...context(),
        config: { path: 'infra/db' },
        integration: {
          ...{ id: 'id', name: 'Vault', provider: 'vault' },
          config: full(token),
        },
      }),
    ).resolves.toEqual([]);
  });

  it('fetches the newest version, or the one that is asked for', async () => {
    await expect(fetch({ path: 'infra/db' })).resolves.toEqual({
      db_password: 'n0w',
      port: 5432,
    });
    await expect(fetch({ path: 'infra/db', version: 1 })).resolves.toEqual({
      db_password: 'bef0re',
    });
    await expect(fetch({ mount: 'kv/team', path: 'api' })).resolves.toEqual({
      api_key: 'k',
    });
    expect([...vault.alive.keys()]).toEqual(['hvs.stored']);
  });

  it.each<[JsonObject, string, string]>([
    [{ path: 'gone' }, 'secret_not_found', "no secret 'secret/gone'"],
    [{ path: 'infra/db', version: 9 }, 'secret_not_found', 'no version 9'],
    [{ path: 'forbidden' }, 'secret_not_allowed', 'secret/data/forbidden'],
    [{ path: 'list' }, 'secret_payload_invalid', 'version 2'],
  ])('tells why %j cannot be fetched', async (config, code, text) => {
    await expect(fetch(config)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(text),
    });
    expect([...vault.alive.keys()]).toEqual(['hvs.stored']);
  });

  it('tells that signing in does not work', async () => {
    const error = await fetch(
      { path: 'infra/db' },
      { ...approle, secretId: 'canary-secret' },
    ).catch(thrown => thrown);
    expect(error).toMatchObject({ code: 'credentials_refused' });
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  it('needs an integration', async () => {
    await expect(
      vaultSecretProvider.fetch({ ...context(), config: { path: 'a' } }),
    ).rejects.toMatchObject({ code: 'integration_missing' });
  });
});

it('is added to the plugin', async () => {
  const addIntegration = jest.fn();
  const addSecret = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [
      [infrakitchenIntegrationsExtensionPoint, { addProvider: addIntegration }],
      [infrakitchenSecretsExtensionPoint, { addProvider: addSecret }],
    ],
    features: [infrakitchenModuleVault, mockServices.rootConfig.factory()],
  });
  expect(addIntegration).toHaveBeenCalledWith(vaultProvider);
  expect(addSecret).toHaveBeenCalledWith(vaultSecretProvider);
  await backend.stop();
});
