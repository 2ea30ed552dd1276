import { generateKeyPairSync } from 'node:crypto';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  configProblems,
  checkIntegrationProvider,
  checkRemoteFaults,
  credentialsOf,
  failedChecks,
  reroute,
  type StandIn,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import infrakitchenModuleGithub from '.';
import {
  EXPIRES_AT,
  startGithub,
  type GithubState,
} from './__testUtils__/startGithub';
import { githubProvider } from './githubProvider';
import { apiUrlOf, gitUrlOf } from './hosts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const app = {
  authentication: 'app',
  appId: '42',
  installationId: '7',
  privateKey: keys.privateKey,
};
let state: GithubState;
let standIn: StandIn;

beforeAll(async () => {
  standIn = await startGithub(() => state);
});

beforeEach(() => {
  state = {
    tokens: new Set(['ghp_write', 'ghp_read']),
    app: { appId: app.appId, publicKey: keys.publicKey },
    repositories: [{ full_name: 'acme/network', permissions: { push: true } }],
    permissions: {
      contents: 'write',
      pull_requests: 'write',
      metadata: 'read',
      workflows: 'write',
    },
  };
});

afterAll(() => standIn.stop());

const context = () => standInContext(standIn);
const test = (config: object) =>
  githubProvider.test({
    ...context(),
    config: { host: standIn.host, ...config },
  });
const given = (phase: 'plan' | 'apply', config: object, alias?: string) =>
  credentialsOf(githubProvider, {
    phase,
    alias,
    config: { host: standIn.host, ...config },
    context: context(),
  });

describe('a GitHub token, with its real client against a local stand-in for the REST API', () => {
  const token = { authentication: 'token', token: 'ghp_write' };

  it('keeps the contract of providers', async () => {
    await expect(
      checkIntegrationProvider(githubProvider, {
        config: { host: standIn.host, ...token, planToken: 'ghp_read' },
        context: context(),
      }),
    ).resolves.toEqual([]);
  });

  it('tells whose a classic token is, its scopes and its end', async () => {
    state.scopes = 'repo, read:org';
    state.expires = '2030-01-01 00:00:00 UTC';
    const report = await test({ ...token, planToken: 'ghp_read' });
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
    expect(report.checks[1].message).toContain('read:org');
  });

  it('tells which scope a classic token lacks', async () => {
    state.scopes = 'read:org';
    expect(failedChecks(await test(token))).toEqual([
      ['Cloning', expect.stringContaining("it needs 'repo'")],
      ['Pull requests', expect.stringContaining("it needs 'repo'")],
    ]);
  });

  it('asks a repository what a fine-grained token does not tell', async () => {
    expect(failedChecks(await test(token))).toEqual([]);
    state.repositories = [
      { full_name: 'acme/network', permissions: { push: false } },
    ];
    expect(failedChecks(await test(token))).toEqual([
      ['Pull requests', expect.stringContaining('may not write')],
    ]);
    state.repositories = [];
    expect(failedChecks(await test(token))).toEqual([
      ['Cloning', expect.stringContaining('choose repositories')],
    ]);
  });

  it('tells that a token is wrong, expired or revoked', async () => {
    const report = await test({ ...token, token: 'ghp_revoked' });
    expect(report.identity).toBeUndefined();
    expect(failedChecks(report)).toEqual([
      ['Token', expect.stringContaining('wrong, expired or revoked')],
    ]);
  });

  it('gives a run its token by variables, and the reading one to a plan', async () => {
    const config = { ...token, planToken: 'ghp_read', owner: 'acme' };
    await expect(given('apply', config)).resolves.toEqual({
      environment: {
        GITHUB_TOKEN: 'ghp_write',
        GITHUB_OWNER: 'acme',
        GITHUB_BASE_URL: `https://${standIn.host}/`,
      },
      secrets: ['ghp_write'],
    });
    expect((await given('plan', config)).environment.GITHUB_TOKEN).toBe(
      'ghp_read',
    );
    await expect(
      given('apply', { ...token, host: 'github.com' }, 'two'),
    ).resolves.toMatchObject({
      environment: {},
      providerBlocks: [
        {
          source: 'integrations/github',
          alias: 'two',
          arguments: {},
          secretArguments: { token: 'ghp_write' },
        },
      ],
    });
  });

  it('survives a host that does not work', async () => {
    await expect(
      checkRemoteFaults(githubProvider, {
        configFor: url => ({ host: new URL(url).host, ...token }),
      }),
    ).resolves.toEqual([]);
  });
});

describe('a GitHub App, with its real client against a local stand-in that verifies the signature of its tokens', () => {
  it('keeps the contract of providers', async () => {
    await expect(
      checkIntegrationProvider(githubProvider, {
        config: { host: standIn.host, ...app },
        context: context(),
      }),
    ).resolves.toEqual([]);
  });

  it('tells who the App is and that its installation may do what is needed', async () => {
    const report = await test({ ...app, owner: 'acme' });
    expect(report.identity).toBe('Kitchen');
    expect(report.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['App', true],
      ['Installation', true],
      ['Cloning', true],
      ['Pull requests', true],
      ['Clock', true],
    ]);
  });

  it('takes a key whose line breaks were escaped', async () => {
    const privateKey = app.privateKey.replaceAll('\n', '\\n');
    expect(configProblems(githubProvider, { ...app, privateKey })).toEqual([]);
    expect((await test({ ...app, privateKey })).identity).toBe('Kitchen');
  });

  it.each<[string, Partial<GithubState>, object, string, string]>([
    [
      'permissions',
      { permissions: { contents: 'read' } },
      {},
      'Pull requests',
      "lacks 'contents: write' and 'pull_requests: write'",
    ],
    ['a suspension', { suspended: '2026-01-01' }, {}, 'Installation', 'suspen'],
    ['another owner', {}, { owner: 'other' }, 'Installation', "for 'other'"],
    ['a wrong id', {}, { installationId: '8' }, 'Installation', 'no install'],
    ['another App', {}, { appId: '43' }, 'App', 'key or the App ID is wrong'],
  ])('tells what is wrong: %s', async (_, change, config, name, text) => {
    Object.assign(state, change);
    expect(failedChecks(await test({ ...app, ...config }))).toEqual([
      [name, expect.stringContaining(text)],
    ]);
  });

  it('gives an apply what the installation may do, and a plan only reading', async () => {
    await expect(given('apply', app)).resolves.toMatchObject({
      environment: { GITHUB_TOKEN: 'ghs_read_write_write_write' },
      secrets: ['ghs_read_write_write_write'],
      expiresAt: Date.parse(EXPIRES_AT),
    });
    await expect(given('plan', app)).resolves.toMatchObject({
      environment: { GITHUB_TOKEN: 'ghs_read_read_read' },
    });
  });

  it('tells without the key why a run gets no token', async () => {
    const error = await given('apply', { ...app, appId: '43' }).catch(e => e);
    expect(error).toMatchObject({
      code: 'credentials_refused',
      message: expect.stringContaining('wrong, expired or revoked'),
    });
    expect(JSON.stringify(error)).not.toContain('PRIVATE KEY');
  });

  it('survives a host that does not work', async () => {
    await expect(
      checkRemoteFaults(githubProvider, {
        configFor: url => ({ host: new URL(url).host, ...app }),
      }),
    ).resolves.toEqual([]);
  });
});

describe('git on GitHub', () => {
  const git = (config: object, url: string, access: 'read' | 'write') =>
    githubProvider.gitCredentials({
      ...reroute(context(), {}),
      ...{ config: { host: standIn.host, ...config }, url, access },
    });
  const basic = (token: string) =>
    `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const url = () => `https://${standIn.host}/acme/network.git`;

  it('reads with the reading token and pushes with the other', async () => {
    const config = {
      ...{ authentication: 'token', token: 'ghp_write', planToken: 'ghp_read' },
    };
    expect((await git(config, url(), 'read')).authorization).toBe(
      basic('ghp_read'),
    );
    expect((await git(config, url(), 'write')).authorization).toBe(
      basic('ghp_write'),
    );
  });

  it('gets a token of an App for the one repository, with no more rights than asked for', async () => {
    const read = await git(app, url(), 'read');
    expect(read).toMatchObject({
      authorization: basic('ghs_read_read'),
      expiresAt: Date.parse(EXPIRES_AT),
    });
    expect(JSON.parse(String(standIn.requests.at(-1)!.body))).toEqual({
      permissions: { contents: 'read', metadata: 'read' },
      repositories: ['network'],
    });
    const write = await git(app, url(), 'write');
    expect(write.authorization).toBe(basic('ghs_read_write'));
  });

  it.each([
    ['https://evil.test/acme/network', {}],
    ['https://github.com/acme/network', {}],
    ['https://HOST/other/network', { owner: 'acme' }],
  ])('sends nothing to %s', async (target, config) => {
    const before = standIn.requests.length;
    await expect(
      git({ ...app, ...config }, target.replace('HOST', standIn.host), 'read'),
    ).rejects.toMatchObject({ code: 'other_host' });
    expect(standIn.requests).toHaveLength(before);
  });
});

it.each([
  [undefined, 'https://api.github.com', 'https://github.com/'],
  ['acme.ghe.com', 'https://api.acme.ghe.com', 'https://acme.ghe.com/'],
  ['git.test:8443', 'https://git.test:8443/api/v3', 'https://git.test:8443/'],
])('knows where the API of %s is', (host, api, git) => {
  const config = { host, authentication: 'token', token: 't' } as const;
  expect([apiUrlOf(config), gitUrlOf(config)]).toEqual([api, git]);
});

it.each([
  [{ authentication: 'token' }, ['config.token is needed']],
  [{ authentication: 'app', appId: '1' }, ['installationId', 'privateKey']],
  [{ ...app, token: 'x' }, ["token is not used where authentication is 'app'"]],
  [{ ...app, privateKey: 'no key' }, ['not a private key']],
])('says what %j lacks', (config, texts) => {
  expect(configProblems(githubProvider, config)).toEqual(
    texts.map(text => expect.stringContaining(text)),
  );
});

it('is added to the plugin', async () => {
  const addProvider = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [
      [infrakitchenIntegrationsExtensionPoint, { addProvider }],
    ],
    features: [infrakitchenModuleGithub, mockServices.rootConfig.factory()],
  });
  expect(addProvider).toHaveBeenCalledWith(githubProvider);
  await backend.stop();
});
