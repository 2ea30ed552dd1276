import type { CredentialsContext } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  checkIntegrationProvider,
  runContext,
  withEnvironment,
  type TestContextOptions,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { SUBSCRIPTION, TENANT } from './__testUtils__/AzureStandIn';
import {
  AUDIENCE,
  CLIENT_ID,
  federatedConfig,
  PLAN_CLIENT_ID,
  PLAN_SECRET,
  SECRET,
  secretsConfig,
  startAzure,
  workloadToken,
} from './__testUtils__/fixture';
import { AzureIntegrationProvider } from './AzureIntegrationProvider';

let fixture: Awaited<ReturnType<typeof startAzure>>;
let provider: AzureIntegrationProvider;

beforeEach(async () => {
  fixture = await startAzure();
  provider = new AzureIntegrationProvider(fixture.signIn);
});

afterEach(() => fixture.stop());

function credentials(
  config: object,
  phase: CredentialsContext['phase'],
  alias?: string,
) {
  return provider.credentials(
    runContext(fixture.context(), { config: { ...config }, phase, alias }),
  );
}

function test(config: object, options: TestContextOptions = {}) {
  return provider.test({
    ...fixture.context(options),
    config: { ...config },
  });
}

/** Which checks are fine, and that nothing tells a secret. */
async function outcome(config: object, options: TestContextOptions = {}) {
  const report = await test(config, options);
  const told = JSON.stringify(report);
  for (const secret of [
    SECRET,
    PLAN_SECRET,
    ...Object.values(options.identityTokens ?? {}),
  ]) {
    expect(told).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
  return report;
}

describe('Azure, against a local stand-in for Entra ID and Resource Manager that verifies secrets, assertions and tokens', () => {
  it.each([
    ['client secrets', secretsConfig],
    ['workload identity', federatedConfig],
  ])('keeps the contract of integrations with %s', async (_name, config) => {
    expect(provider.validate({ ...config })).toEqual([]);
    expect(
      await checkIntegrationProvider(provider, {
        config: { ...config },
        context: fixture.context(),
      }),
    ).toEqual([]);
  });

  it('gives plans and applies their own application, without duplicates', async () => {
    const plan = await credentials(secretsConfig, 'plan');
    const apply = await credentials(secretsConfig, 'apply');
    const common = {
      ARM_ENVIRONMENT: 'public',
      ARM_SUBSCRIPTION_ID: SUBSCRIPTION,
      ARM_TENANT_ID: TENANT,
      ARM_USE_CLI: 'false',
      ARM_USE_MSI: 'false',
    };
    expect(plan.environment).toEqual({
      ...common,
      ARM_CLIENT_ID: PLAN_CLIENT_ID,
      ARM_CLIENT_SECRET: PLAN_SECRET,
    });
    expect(apply.environment).toEqual({
      ...common,
      ARM_CLIENT_ID: CLIENT_ID,
      ARM_CLIENT_SECRET: SECRET,
    });
    expect(apply.providerBlocks).toEqual([
      {
        source: 'hashicorp/azurerm',
        localName: 'azurerm',
        arguments: {},
        blocks: { features: {} },
      },
    ]);
  });

  it('gives a federated run the identity token in a file', async () => {
    const { environment, files, secrets } = await credentials(
      federatedConfig,
      'apply',
    );
    expect(environment).toMatchObject({
      ARM_USE_OIDC: 'true',
      ARM_OIDC_TOKEN_FILE_PATH: { file: 'azure-identity-token' },
    });
    expect(environment).not.toHaveProperty('ARM_CLIENT_SECRET');
    expect(files).toEqual([
      { name: 'azure-identity-token', content: expect.any(String) },
    ]);
    expect(secrets).toContain(files![0].content);
  });

  it.each([
    [
      'a client secret',
      secretsConfig,
      { client_secret_file_path: '../credentials/azure-client-secret' },
    ],
    [
      'workload identity',
      federatedConfig,
      {
        use_oidc: true,
        oidc_token_file_path: '../credentials/azure-identity-token',
      },
    ],
  ])(
    'gives an aliased configuration with %s a file, and no environment',
    async (_name, config, named) => {
      const given = await credentials(config, 'plan', 'backup');
      expect(given.environment).toEqual({});
      expect(given.files).toHaveLength(1);
      expect(given.providerBlocks).toEqual([
        expect.objectContaining({
          alias: 'backup',
          blocks: { features: {} },
          arguments: expect.objectContaining({
            client_id: PLAN_CLIENT_ID,
            subscription_id: SUBSCRIPTION,
            ...named,
          }),
        }),
      ]);
    },
  );

  describe('test', () => {
    it.each([
      ['client secrets', secretsConfig],
      ['workload identity', federatedConfig],
    ])('signs in for plans and applies with %s', async (_name, config) => {
      const { checks, identity } = await outcome(config);
      expect(identity).toContain(CLIENT_ID);
      expect(checks).toEqual([
        {
          name: 'Plan credentials',
          ok: true,
          message: `Application ${PLAN_CLIENT_ID} sees the subscription 'Production'`,
        },
        {
          name: 'Apply credentials',
          ok: true,
          message: `Application ${CLIENT_ID} sees the subscription 'Production'`,
        },
        expect.objectContaining({ name: 'Clock', ok: true }),
      ]);
    });

    it.each([
      [{ clientSecret: 'wrong~secret.123' }, /AADSTS7000215.*the value/],
      [{ clientId: TENANT }, /AADSTS700016.*no such application/],
      [{ tenantId: SUBSCRIPTION }, /Mend the tenant/],
      [{ subscriptionId: TENANT }, /SubscriptionNotFound.*grant Reader/],
    ])('says what is wrong with %j', async (wrong, words) => {
      const config = { ...secretsConfig, ...wrong };
      const { checks, identity } = await outcome(config);
      expect(identity).toBeUndefined();
      expect(checks[1]).toEqual({
        name: 'Apply credentials',
        ok: false,
        message: expect.stringMatching(words),
      });
      expect(JSON.stringify(checks)).not.toContain('wrong~secret');
    });

    it('finds a secret that expired and a role that was revoked, each for its phase', async () => {
      const [apply, plan] = fixture.azure.applications;
      apply.secretExpired = true;
      plan.seesSubscription = false;
      const { checks } = await outcome(secretsConfig);
      expect(checks.map(({ message }) => message)).toEqual([
        expect.stringMatching(/AuthorizationFailed.*Grant the role/),
        expect.stringMatching(/AADSTS7000222.*make a new one/),
      ]);
    });

    it.each([
      [{ sub: 'system:serviceaccount:other:other' }, /AADSTS700213/],
      [{ exp: 1 }, /AADSTS700024/],
    ])('finds an identity token with %j', async (claims, words) => {
      const { checks } = await outcome(federatedConfig, {
        identityTokens: { [AUDIENCE]: workloadToken(claims) },
      });
      expect(checks[0].ok).toBe(false);
      expect(checks[0].message).toMatch(words);
    });

    it('finds a subscription that is switched off, and a clock that is wrong', async () => {
      fixture.azure.subscriptionState = 'Disabled';
      fixture.azure.clockOffsetMs = 3_600_000;
      const { checks } = await outcome(secretsConfig);
      expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
        ['Plan credentials', false],
        ['Apply credentials', false],
        ['Clock', false],
      ]);
    });

    it('does not sign in with what the environment of the backend has', async () => {
      const ofTheMachine = {
        AZURE_CLIENT_ID: TENANT,
        AZURE_CLIENT_SECRET: 'of the machine',
        AZURE_TENANT_ID: SUBSCRIPTION,
        AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1',
        HTTPS_PROXY: 'http://127.0.0.1:1',
        NO_PROXY: '',
      };
      const { checks } = await withEnvironment(ofTheMachine, () =>
        outcome(secretsConfig),
      );
      expect(checks.every(({ ok }) => ok)).toBe(true);
    });
  });
});
