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
import infrakitchenModuleAzureDevops from '.';
import {
  basicOf,
  startAzureDevops,
  type AzureDevopsOrganisation,
} from './__testUtils__/startAzureDevops';
import { azureDevopsProvider } from './azureDevopsProvider';

const LOGIN = 'https://login.microsoftonline.com';
const token = { authentication: 'token', token: 'pat-write' };
const principal = {
  authentication: 'service_principal',
  tenantId: 'tenant-1',
  clientId: 'client-1',
  clientSecret: 's3cret~of"client',
};

let standIn: StandIn;
const organisation: AzureDevopsOrganisation = {
  known: new Set([
    basicOf('pat-write'),
    basicOf('pat-read'),
    'Bearer entra-token',
  ]),
  principal,
  mayReadCode: true,
  projects: [],
};

beforeAll(async () => {
  standIn = await startAzureDevops(organisation);
});

beforeEach(() => {
  organisation.mayReadCode = true;
  organisation.projects = [{ id: 'p1', name: 'Infra' }];
});

afterAll(() => standIn.stop());

const organizationUrl = () => `${standIn.url}/contoso`;
const context = () =>
  reroute(standInContext(standIn), { [LOGIN]: standIn.url });
const test = (config: object) =>
  azureDevopsProvider.test({
    ...context(),
    config: { organizationUrl: organizationUrl(), ...config },
  });
const failed = async (config: object) => failedChecks(await test(config));

describe('azure-devops, with its real client against a local stand-in for its API that checks tokens', () => {
  it.each([token, { ...token, planToken: 'pat-read' }, principal])(
    'keeps the contract of providers with %j',
    async config => {
      await expect(
        checkIntegrationProvider(azureDevopsProvider, {
          config: { organizationUrl: organizationUrl(), ...config },
          context: context(),
        }),
      ).resolves.toEqual([]);
    },
  );

  it('tells who is signed in with a token, and that it reads', async () => {
    const report = await test({ ...token, planToken: 'pat-read' });
    expect(report.identity).toBe('Infra Bot');
    expect(report.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Identity', true],
      ['Cloning', true],
      ['Identity for plans', true],
      ['Cloning for plans', true],
      ['Clock', true],
    ]);
    expect(report.checks[1].message).toContain('Code: read & write');
  });

  it('tells who is signed in as a service principal, with a token of Entra ID', async () => {
    const report = await test(principal);
    expect(report.identity).toBe('Infra Bot');
    expect(report.checks.every(({ ok }) => ok)).toBe(true);
  });

  it.each([
    [{ ...token, token: 'pat-revoked' }, 'Identity', 'expired or revoked'],
    [{ ...token, planToken: 'x' }, 'Identity for plans', 'expired or revoked'],
    [{ ...principal, clientSecret: 'x' }, 'Service principal', 'expired'],
  ])('tells what is wrong with %j', async (config, name, text) => {
    await expect(failed(config)).resolves.toEqual([
      [name, expect.stringContaining(text)],
    ]);
  });

  it('tells that a token may not read code, or sees no project', async () => {
    organisation.mayReadCode = false;
    await expect(failed(token)).resolves.toEqual([
      ['Cloning', "It lacks the scope 'Code: read'"],
    ]);
    organisation.projects = [];
    await expect(failed(token)).resolves.toEqual([
      ['Cloning', expect.stringContaining('sees no project')],
    ]);
  });

  it.each([token, principal])(
    'survives a host that does not work with %j',
    async config => {
      await expect(
        checkRemoteFaults(azureDevopsProvider, {
          configFor: url => ({ organizationUrl: `${url}/contoso`, ...config }),
          origins: [LOGIN],
        }),
      ).resolves.toEqual([]);
    },
  );
});

describe('what a run and git get of azure-devops', () => {
  const given = (phase: 'plan' | 'apply', config: object, alias?: string) =>
    credentialsOf(azureDevopsProvider, {
      phase,
      alias,
      config: { organizationUrl: 'https://dev.azure.com/contoso', ...config },
      context: context(),
    });

  it('is the organisation and the token for the phase', async () => {
    const config = { ...token, planToken: 'pat-read' };
    await expect(given('apply', config)).resolves.toEqual({
      environment: {
        AZDO_ORG_SERVICE_URL: 'https://dev.azure.com/contoso',
        AZDO_PERSONAL_ACCESS_TOKEN: 'pat-write',
      },
      secrets: ['pat-write'],
    });
    expect(
      (await given('plan', config)).environment.AZDO_PERSONAL_ACCESS_TOKEN,
    ).toBe('pat-read');
  });

  it('is a block for a service principal, which shares no variable with Azure', async () => {
    for (const alias of [undefined, 'two']) {
      const { environment, providerBlocks, secrets } = await given(
        'apply',
        principal,
        alias,
      );
      expect(environment).toEqual({});
      expect(providerBlocks).toEqual([
        expect.objectContaining({
          arguments: {
            org_service_url: 'https://dev.azure.com/contoso',
            client_id: 'client-1',
            tenant_id: 'tenant-1',
          },
          secretArguments: { client_secret: principal.clientSecret },
        }),
      ]);
      expect(providerBlocks?.[0].alias).toBe(alias);
      expect(secrets).toEqual([principal.clientSecret]);
    }
  });

  const git = (config: object, url: string, access: 'read' | 'write') =>
    azureDevopsProvider.gitCredentials({
      ...context(),
      config: { organizationUrl: 'https://dev.azure.com/contoso', ...config },
      ...{ url, access },
    });
  const repository = 'https://dev.azure.com/contoso/infra/_git/network';

  it('signs git in with a token, or with one of Entra ID', async () => {
    const config = { ...token, planToken: 'pat-read' };
    expect((await git(config, repository, 'read')).authorization).toBe(
      basicOf('pat-read'),
    );
    expect((await git(config, repository, 'write')).authorization).toBe(
      basicOf('pat-write'),
    );
    await expect(git(principal, repository, 'read')).resolves.toMatchObject({
      authorization: 'Bearer entra-token',
      secrets: ['entra-token'],
      expiresAt: expect.any(Number),
    });
  });

  it('tells without the secret why Entra ID gives no token', async () => {
    const error = await git(
      { ...principal, clientSecret: 'wr0ng' },
      repository,
      'read',
    ).catch(thrown => thrown);
    expect(error).toMatchObject({ code: 'credentials_refused' });
    expect(JSON.stringify(error)).not.toContain('wr0ng');
  });

  it.each([
    'https://dev.azure.com/other/infra/_git/network',
    'https://contoso.visualstudio.com/infra/_git/network',
  ])('is nothing for %s', async url => {
    await expect(git(principal, url, 'read')).rejects.toMatchObject({
      code: 'other_host',
    });
  });
});

it('says what a way to sign in needs', () => {
  const { tenantId, ...rest } = principal;
  const incomplete = {
    organizationUrl: 'https://dev.azure.com/contoso',
    ...rest,
  };
  expect(configProblems(azureDevopsProvider, incomplete)).toEqual([
    expect.stringContaining('config.tenantId is needed'),
  ]);
});

it('is added to the plugin', async () => {
  const addProvider = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [
      [infrakitchenIntegrationsExtensionPoint, { addProvider }],
    ],
    features: [
      infrakitchenModuleAzureDevops,
      mockServices.rootConfig.factory(),
    ],
  });
  expect(addProvider).toHaveBeenCalledWith(azureDevopsProvider);
  await backend.stop();
});
