import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  checkIntegrationProvider,
  checkRemoteFaults,
  createProviderContext,
  credentialsOf,
  failedChecks,
  type StandIn,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import infrakitchenModuleGitlab from '.';
import { startGitlab } from './__testUtils__/startGitlab';
import { gitlabProvider } from './gitlabProvider';

const tokens = { token: 'glpat-write', planToken: 'glpat-read' };

describe('gitlab, with its real client against a local stand-in for its API that checks tokens', () => {
  let standIn: StandIn;
  const host: Parameters<typeof startGitlab>[0] = { scopes: {} };

  beforeAll(async () => {
    standIn = await startGitlab(host);
  });

  beforeEach(() => {
    host.scopes = {
      'glpat-write': ['api'],
      'glpat-read': ['read_api', 'read_repository'],
    };
  });

  afterAll(() => standIn.stop());

  const context = () => standInContext(standIn);
  const test = (config: object = {}) =>
    gitlabProvider.test({
      ...context(),
      config: { host: standIn.host, ...tokens, ...config },
    });
  const failed = async (config: object = {}) =>
    failedChecks(await test(config));

  it('keeps the contract of providers', async () => {
    await expect(
      checkIntegrationProvider(gitlabProvider, {
        config: { host: standIn.host, ...tokens },
        context: context(),
      }),
    ).resolves.toEqual([]);
  });

  it('tells whose the token is, its scopes and its end', async () => {
    const report = await test();
    expect(report.identity).toBe('infra-bot');
    expect(report.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Token', true],
      ['Cloning', true],
      ['Pull requests', true],
      ['Token for plans', true],
      ['Cloning for plans', true],
      ['Clock', true],
    ]);
    expect(report.checks[0].message).toContain('expires on 2030-01-01');
    expect(report.expiresAt).toBe(Date.parse('2030-01-01'));
  });

  it('tells which scopes are missing', async () => {
    host.scopes['glpat-write'] = ['read_api'];
    await expect(failed()).resolves.toEqual([
      ['Cloning', expect.stringContaining("the scope 'read_repository'")],
      ['Pull requests', expect.stringContaining("the scope 'api'")],
    ]);
    host.scopes['glpat-write'] = ['read_repository'];
    await expect(failed()).resolves.toEqual([
      ['Token', expect.stringContaining("needs 'api'")],
    ]);
  });

  it('tells that a token is wrong, expired or revoked', async () => {
    await expect(failed({ planToken: 'glpat-revoked' })).resolves.toEqual([
      ['Token for plans', expect.stringContaining('expired or revoked')],
    ]);
  });

  it('survives a host that does not work', async () => {
    await expect(
      checkRemoteFaults(gitlabProvider, {
        configFor: url => ({ host: new URL(url).host, ...tokens }),
      }),
    ).resolves.toEqual([]);
  });
});

describe('what a run and git get of gitlab', () => {
  const given = (phase: 'plan' | 'apply', config = {}, alias?: string) =>
    credentialsOf(gitlabProvider, {
      phase,
      alias,
      config: { ...tokens, ...config },
    });

  it('is the address and the token for the phase', async () => {
    await expect(given('apply', { host: 'git.test:8443' })).resolves.toEqual({
      environment: {
        GITLAB_TOKEN: 'glpat-write',
        GITLAB_BASE_URL: 'https://git.test:8443/api/v4/',
      },
      secrets: ['glpat-write'],
    });
    const plan = await given('plan');
    expect(plan.environment.GITLAB_TOKEN).toBe('glpat-read');
    expect(plan.environment.GITLAB_BASE_URL).toBe('https://gitlab.com/api/v4/');
  });

  it('is a block with an alias', async () => {
    await expect(given('apply', {}, 'two')).resolves.toMatchObject({
      environment: {},
      providerBlocks: [
        {
          source: 'gitlabhq/gitlab',
          alias: 'two',
          secretArguments: { token: 'glpat-write' },
        },
      ],
    });
  });

  const git = (host: string, url: string, access: 'read' | 'write') =>
    gitlabProvider.gitCredentials({
      ...createProviderContext(),
      ...{ config: { host, ...tokens }, url, access },
    });
  const basic = (token: string) =>
    `Basic ${Buffer.from(`oauth2:${token}`).toString('base64')}`;

  it('reads with the token for plans and pushes with the other', async () => {
    const url = 'https://git.test/infra/deep/network.git';
    expect((await git('git.test', url, 'read')).authorization).toBe(
      basic('glpat-read'),
    );
    expect((await git('git.test', url, 'write')).authorization).toBe(
      basic('glpat-write'),
    );
  });

  it('is nothing for another host', async () => {
    await expect(
      git('git.test', 'https://gitlab.com/infra/network', 'read'),
    ).rejects.toMatchObject({ code: 'other_host' });
  });
});

it('is added to the plugin', async () => {
  const addProvider = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [
      [infrakitchenIntegrationsExtensionPoint, { addProvider }],
    ],
    features: [infrakitchenModuleGitlab, mockServices.rootConfig.factory()],
  });
  expect(addProvider).toHaveBeenCalledWith(gitlabProvider);
  await backend.stop();
});
