import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  checkIntegrationProvider,
  checkRemoteFaults,
  credentialsOf,
  type StandIn,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import infrakitchenModuleDatadog from '.';
import { startDatadog, type DatadogSite } from './__testUtils__/startDatadog';
import { datadogProvider } from './datadogProvider';

const keys = { apiKey: 'api-key-1', appKey: 'app-key-1' };
const appKeys = ['app-key-1', 'app-key-read'];

describe('datadog, against a local stand-in for its API that checks both keys', () => {
  let standIn: StandIn;
  const site: DatadogSite = {
    appKeys: new Map([[keys.apiKey, appKeys]]),
    mayAskWho: true,
  };

  beforeAll(async () => {
    standIn = await startDatadog(site);
  });

  beforeEach(() => {
    site.mayAskWho = true;
  });

  afterAll(() => standIn.stop());

  const context = () => standInContext(standIn);
  const test = (config: object) =>
    datadogProvider.test({
      ...context(),
      config: { apiUrl: standIn.url, ...keys, ...config },
    });

  it('keeps the contract of providers', async () => {
    await expect(
      checkIntegrationProvider(datadogProvider, {
        config: { apiUrl: standIn.url, ...keys, planAppKey: 'app-key-read' },
        context: context(),
      }),
    ).resolves.toEqual([]);
  });

  it('finds good keys, and whose they are', async () => {
    await expect(test({ planAppKey: 'app-key-read' })).resolves.toEqual({
      identity: 'svc@example.com',
      checks: [
        expect.objectContaining({ name: 'API key', ok: true }),
        expect.objectContaining({ name: 'Application key', ok: true }),
        expect.objectContaining({
          name: 'Application key for plans',
          ok: true,
        }),
        expect.objectContaining({ name: 'Clock', ok: true }),
      ],
    });
  });

  it('does without a name where the key may not ask for it', async () => {
    site.mayAskWho = false;
    const report = await test({});
    expect(report.identity).toBeUndefined();
    expect(report.checks.every(({ ok }) => ok)).toBe(true);
  });

  it.each([
    [{ apiKey: 'other' }, 'API key', 'of another site'],
    [{ appKey: 'other' }, 'Application key', 'another organisation'],
    [{ planAppKey: 'other' }, 'Application key for plans', 'revoked'],
  ])('tells which key of %j is not accepted', async (config, name, text) => {
    const { checks } = await test(config);
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      { name, ok: false, message: expect.stringContaining(text) },
    ]);
  });

  it('survives a host that does not work', async () => {
    await expect(
      checkRemoteFaults(datadogProvider, {
        configFor: apiUrl => ({ apiUrl, ...keys }),
      }),
    ).resolves.toEqual([]);
  });
});

describe('what a run of datadog gets', () => {
  const given = (
    phase: 'plan' | 'apply',
    config: object = {},
    alias?: string,
  ) =>
    credentialsOf(datadogProvider, {
      phase,
      alias,
      config: { ...keys, ...config },
    });

  it('is the site and both keys', async () => {
    await expect(given('apply')).resolves.toEqual({
      environment: {
        DD_HOST: 'https://api.datadoghq.com',
        DD_API_KEY: 'api-key-1',
        DD_APP_KEY: 'app-key-1',
      },
      secrets: ['api-key-1', 'app-key-1'],
    });
  });

  it('is the reading key for a plan where there is one', async () => {
    const plan = await given('plan', { planAppKey: 'app-key-read' });
    expect(plan.environment.DD_APP_KEY).toBe('app-key-read');
    expect(plan.secrets).not.toContain('app-key-1');
    const apply = await given('apply', { planAppKey: 'app-key-read' });
    expect(apply.environment.DD_APP_KEY).toBe('app-key-1');
  });

  it('is a block of its own with an alias, whose keys are not in its code', async () => {
    const { environment, providerBlocks } = await given('apply', {}, 'eu');
    expect(environment).toEqual({});
    expect(providerBlocks).toEqual([
      expect.objectContaining({
        alias: 'eu',
        arguments: { api_url: 'https://api.datadoghq.com' },
        secretArguments: { api_key: 'api-key-1', app_key: 'app-key-1' },
      }),
    ]);
  });
});

it('is added to the plugin', async () => {
  const addProvider = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [
      [infrakitchenIntegrationsExtensionPoint, { addProvider }],
    ],
    features: [infrakitchenModuleDatadog, mockServices.rootConfig.factory()],
  });
  expect(addProvider).toHaveBeenCalledWith(datadogProvider);
  await backend.stop();
});
