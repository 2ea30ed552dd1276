import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  configProblems,
  checkIntegrationProvider,
  checkRemoteFaults,
  createProviderContext,
  credentialsOf,
  failedChecks,
  reroute,
  type StandIn,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  BITBUCKET_API,
  startBitbucket,
  type BitbucketWorkspace,
} from './__testUtils__/startBitbucket';
import bitbucketFeatures from '.';
import { bitbucketProvider } from './bitbucketProvider';
import { infrakitchenModuleBitbucket } from './module';

const basic = (user: string, token: string) =>
  `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
const ways = {
  access_token: {
    ...{ workspace: 'acme', authentication: 'access_token', token: 'ATCTT1' },
  },
  api_token: {
    ...{ workspace: 'acme', authentication: 'api_token', token: 'ATATT1' },
    username: 'bot@example.com',
  },
  app_password: {
    ...{ workspace: 'acme', authentication: 'app_password', token: 'ATBB1' },
    username: 'bot',
  },
};
const ALL = 'repository:write pullrequest:write account';

describe('bitbucket, against a local stand-in for api.bitbucket.org that checks tokens', () => {
  let standIn: StandIn;
  const workspace: BitbucketWorkspace = { scopes: {}, hasRepositories: true };

  beforeAll(async () => {
    standIn = await startBitbucket(workspace);
  });

  beforeEach(() => {
    workspace.hasRepositories = true;
    workspace.scopes = {
      'Bearer ATCTT1': ALL,
      'Bearer ATCTT-read': 'repository',
      [basic('bot@example.com', 'ATATT1')]:
        'read:repository:bitbucket, write:repository:bitbucket, write:pullrequest:bitbucket',
      [basic('bot', 'ATBB1')]: ALL,
    };
  });

  afterAll(() => standIn.stop());

  const context = () =>
    reroute(standInContext(standIn), { [BITBUCKET_API]: standIn.url });
  const test = (config: object) =>
    bitbucketProvider.test({
      ...context(),
      config: { ...ways.access_token, ...config },
    });
  const failed = async (config: object) => failedChecks(await test(config));

  it.each(Object.values(ways))(
    'keeps the contract of providers with $authentication',
    async config => {
      await expect(
        checkIntegrationProvider(bitbucketProvider, {
          config,
          context: context(),
        }),
      ).resolves.toEqual([]);
    },
  );

  it.each([
    [ways.access_token, 'workspace acme'],
    [ways.api_token, undefined],
    [ways.app_password, 'infra-bot'],
  ])('finds that %j works', async (config, identity) => {
    const report = await test(config);
    expect(report.identity).toBe(identity);
    expect(report.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Token', true],
      ['Cloning', true],
      ['Pull requests', true],
      ['Clock', true],
    ]);
  });

  it('asks nothing of a token for plans but reading', async () => {
    await expect(failed({ planToken: 'ATCTT-read' })).resolves.toEqual([]);
    workspace.hasRepositories = false;
    await expect(failed({ planToken: 'ATCTT-read' })).resolves.toEqual([]);
    await expect(failed({ token: 'ATCTT-read' })).resolves.toEqual([
      [
        'Pull requests',
        expect.stringContaining(
          'lacks writing repositories and writing pull requests',
        ),
      ],
    ]);
  });

  it.each([
    [{ token: 'revoked' }, 'expired or revoked'],
    [{ workspace: 'other' }, "no workspace 'other'"],
  ])('tells what is wrong with %j', async (config, text) => {
    await expect(failed(config)).resolves.toEqual([
      ['Token', expect.stringContaining(text)],
    ]);
  });

  it('tells that a token may not read repositories', async () => {
    workspace.scopes['Bearer ATCTT1'] = 'account';
    await expect(failed({})).resolves.toEqual([
      ['Token', expect.stringContaining('lacks the scope')],
    ]);
  });

  it('survives a host that does not work', async () => {
    await expect(
      checkRemoteFaults(bitbucketProvider, {
        configFor: () => ways.access_token,
        origins: [BITBUCKET_API],
      }),
    ).resolves.toEqual([]);
  });
});

describe('what a run and git get of bitbucket', () => {
  const given = (phase: 'plan' | 'apply', config: object, alias?: string) =>
    credentialsOf(bitbucketProvider, { phase, alias, config: { ...config } });

  it('is what its kind of token is called', async () => {
    const { access_token, api_token } = ways;
    expect((await given('apply', access_token)).environment).toEqual({
      BITBUCKET_OAUTH_TOKEN: 'ATCTT1',
    });
    expect((await given('apply', api_token)).environment).toEqual({
      BITBUCKET_USERNAME: 'bot@example.com',
      BITBUCKET_PASSWORD: 'ATATT1',
    });
    const plan = await given('plan', { ...api_token, planToken: 'reads' });
    expect(plan.environment.BITBUCKET_PASSWORD).toBe('reads');
    await expect(given('apply', api_token, 'two')).resolves.toMatchObject({
      environment: {},
      providerBlocks: [
        {
          alias: 'two',
          arguments: { username: 'bot@example.com' },
          secretArguments: { password: 'ATATT1' },
        },
      ],
    });
  });

  const git = (config: object, url: string) =>
    bitbucketProvider.gitCredentials({
      ...createProviderContext(),
      ...{ config: { ...config }, url, access: 'write' },
    });

  it.each([
    [ways.access_token, basic('x-token-auth', 'ATCTT1')],
    [ways.api_token, basic('x-bitbucket-api-token-auth', 'ATATT1')],
    [ways.app_password, basic('bot', 'ATBB1')],
  ])('signs git in for %j', async (config, authorization) => {
    const given_ = await git(config, 'https://bitbucket.org/acme/network.git');
    expect(given_.authorization).toBe(authorization);
  });

  it.each([
    'https://bitbucket.org/other/network.git',
    'https://bitbucket.example.com/acme/network.git',
    'https://api.bitbucket.org/acme/network.git',
  ])('is nothing for %s', async url => {
    await expect(git(ways.api_token, url)).rejects.toMatchObject({
      code: 'other_host',
    });
  });
});

it('says that a person needs a name', () => {
  const { username, ...nameless } = ways.api_token;
  expect(configProblems(bitbucketProvider, nameless)).toEqual([
    expect.stringContaining('config.username is needed'),
  ]);
  expect(configProblems(bitbucketProvider, ways.access_token)).toEqual([]);
});

it('is added to the plugin', async () => {
  const addProvider = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [
      [infrakitchenIntegrationsExtensionPoint, { addProvider }],
    ],
    features: [infrakitchenModuleBitbucket, mockServices.rootConfig.factory()],
  });
  expect(addProvider).toHaveBeenCalledWith(bitbucketProvider);
  await backend.stop();
});

it('needs no plugin for events', async () => {
  const backend = await startTestBackend({
    features: [bitbucketFeatures, mockServices.rootConfig.factory()],
  });
  await expect(backend.stop()).resolves.toBeUndefined();
});
