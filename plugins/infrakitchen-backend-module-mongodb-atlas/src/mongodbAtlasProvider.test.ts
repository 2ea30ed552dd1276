import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  configProblems,
  checkIntegrationProvider,
  checkRemoteFaults,
  credentialsOf,
  failedChecks,
  type StandIn,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import infrakitchenModuleMongodbAtlas from '.';
import { startAtlas, type AtlasOrganisation } from './__testUtils__/startAtlas';
import { mongodbAtlasProvider } from './mongodbAtlasProvider';

const orgId = 'a0123456789b0123456789cd';
const KEYS: Record<string, string> = {
  pubwrite: 'pr1vate"key',
  pubread: 'pr1vate-read',
};
const apiKey = {
  ...{ orgId, authentication: 'api_key', publicKey: 'pubwrite' },
  privateKey: KEYS.pubwrite,
};
const account = {
  ...{ orgId, authentication: 'service_account', clientId: 'mdb_sa_id_1' },
  clientSecret: 'mdb_sa_sk_1',
};

let standIn: StandIn;
const organisation: AtlasOrganisation = {
  orgId,
  keys: new Map(Object.entries(KEYS)),
  accounts: new Map([[account.clientId, account.clientSecret]]),
};

beforeAll(async () => {
  standIn = await startAtlas(organisation);
});

beforeEach(() => {
  organisation.problem = undefined;
});

afterAll(() => standIn.stop());

const context = () => standInContext(standIn);
const test = (config: object) =>
  mongodbAtlasProvider.test({
    ...context(),
    config: { baseUrl: standIn.url, ...config },
  });
const failed = async (config: object) => failedChecks(await test(config));

describe('mongodb-atlas, against a local stand-in for its API that recomputes digests', () => {
  it.each([
    { ...apiKey, planPublicKey: 'pubread', planPrivateKey: KEYS.pubread },
    account,
  ])('keeps the contract of providers with $authentication', async config => {
    await expect(
      checkIntegrationProvider(mongodbAtlasProvider, {
        config: { baseUrl: standIn.url, ...config },
        context: context(),
      }),
    ).resolves.toEqual([]);
  });

  it.each([
    [apiKey, 'pubwrite'],
    [account, 'mdb_sa_id_1'],
  ])('finds the organisation with %j', async (config, identity) => {
    const report = await test(config);
    expect(report.identity).toBe(identity);
    expect(report.checks).toEqual([
      {
        name: 'Organisation',
        ok: true,
        message: "The organisation is 'Acme'",
      },
      expect.objectContaining({ name: 'Clock', ok: true }),
    ]);
  });

  it.each([
    [{ ...apiKey, privateKey: 'wrong' }, 'Organisation', 'revoked'],
    [{ ...account, clientSecret: 'wrong' }, 'Organisation', 'revoked'],
    [
      { ...apiKey, planPublicKey: 'pubread', planPrivateKey: 'wrong' },
      'Organisation for plans',
      'revoked',
    ],
    [{ ...account, orgId: 'b'.repeat(24) }, 'Organisation', 'no organisation'],
  ])('tells what is wrong with %j', async (config, name, text) => {
    await expect(failed(config)).resolves.toEqual([
      [name, expect.stringContaining(text)],
    ]);
  });

  it.each([
    ['IP_ADDRESS_NOT_ON_ACCESS_LIST', 'access list'],
    ['USER_UNAUTHORIZED', 'Organization Read Only'],
  ])('knows what %s means', async (errorCode, text) => {
    organisation.problem = { status: 403, body: { errorCode } };
    await expect(failed(apiKey)).resolves.toEqual([
      ['Organisation', expect.stringContaining(text)],
    ]);
  });

  it.each([apiKey, account])(
    'survives a host that does not work with $authentication',
    async config => {
      await expect(
        checkRemoteFaults(mongodbAtlasProvider, {
          configFor: baseUrl => ({ baseUrl, ...config }),
        }),
      ).resolves.toEqual([]);
    },
  );
});

describe('what a run of mongodb-atlas gets', () => {
  const given = (phase: 'plan' | 'apply', config: object, alias?: string) =>
    credentialsOf(mongodbAtlasProvider, {
      phase,
      alias,
      config: { ...config },
    });

  it('is a key under the names of old and new versions', async () => {
    const config = {
      ...apiKey,
      planPublicKey: 'pubread',
      planPrivateKey: KEYS.pubread,
    };
    await expect(given('apply', config)).resolves.toEqual({
      environment: {
        MONGODB_ATLAS_ORG_ID: orgId,
        MONGODB_ATLAS_BASE_URL: 'https://cloud.mongodb.com/',
        MONGODB_ATLAS_PUBLIC_API_KEY: 'pubwrite',
        MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.pubwrite,
        MONGODB_ATLAS_PUBLIC_KEY: 'pubwrite',
        MONGODB_ATLAS_PRIVATE_KEY: KEYS.pubwrite,
      },
      secrets: [KEYS.pubwrite],
    });
    await expect(given('plan', config)).resolves.toMatchObject({
      environment: {
        MONGODB_ATLAS_PUBLIC_API_KEY: 'pubread',
        MONGODB_ATLAS_PRIVATE_API_KEY: KEYS.pubread,
      },
      secrets: [KEYS.pubread],
    });
  });

  it('is a service account, or a block with an alias', async () => {
    expect((await given('apply', account)).environment).toMatchObject({
      MONGODB_ATLAS_CLIENT_ID: 'mdb_sa_id_1',
      MONGODB_ATLAS_CLIENT_SECRET: 'mdb_sa_sk_1',
    });
    await expect(given('apply', account, 'two')).resolves.toMatchObject({
      environment: {},
      providerBlocks: [
        {
          source: 'mongodb/mongodbatlas',
          alias: 'two',
          arguments: { client_id: 'mdb_sa_id_1' },
          secretArguments: { client_secret: 'mdb_sa_sk_1' },
        },
      ],
    });
  });
});

it.each([
  [
    { orgId: account.orgId, authentication: 'api_key', publicKey: 'x' },
    'config.privateKey is',
  ],
  [{ ...account, planClientId: 'x' }, 'belong together'],
])('says what %j lacks', (config, text) => {
  expect(configProblems(mongodbAtlasProvider, { ...config })).toEqual([
    expect.stringContaining(text),
  ]);
});

it('is added to the plugin', async () => {
  const addProvider = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [
      [infrakitchenIntegrationsExtensionPoint, { addProvider }],
    ],
    features: [
      infrakitchenModuleMongodbAtlas,
      mockServices.rootConfig.factory(),
    ],
  });
  expect(addProvider).toHaveBeenCalledWith(mongodbAtlasProvider);
  await backend.stop();
});
