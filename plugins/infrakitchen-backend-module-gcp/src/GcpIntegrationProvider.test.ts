import type { CredentialsContext } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  checkIntegrationProvider,
  runContext,
  withEnvironment,
  type TestContextOptions,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  ACCOUNT,
  AUDIENCE,
  federatedConfig,
  keysConfig,
  PLAN_ACCOUNT,
  PROVIDER,
  startGcp,
} from './__testUtils__/fixture';
import { PROJECT } from './__testUtils__/GcpStandIn';
import { GcpIntegrationProvider } from './GcpIntegrationProvider';
import { GcpSignIn } from './GcpSignIn';

let fixture: Awaited<ReturnType<typeof startGcp>>;
let provider: GcpIntegrationProvider;

beforeEach(async () => {
  fixture = await startGcp();
  provider = new GcpIntegrationProvider(fixture.signIn);
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

/** What a test finds; fails where it tells a secret. */
async function outcome(config: object, options: TestContextOptions = {}) {
  const report = await provider.test({
    ...fixture.context(options),
    config: { ...config },
  });
  const told = JSON.stringify(report);
  expect(told).not.toContain('PRIVATE KEY');
  expect(told).not.toContain('ya29.');
  for (const secret of Object.values(options.identityTokens ?? {})) {
    expect(told).not.toContain(secret);
  }
  return report;
}

describe('Google Cloud, against a local stand-in that verifies assertions, identity tokens, access tokens and scopes', () => {
  it.each([
    ['service account keys', keysConfig],
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

  it.each([
    ['plan', PLAN_ACCOUNT],
    ['apply', ACCOUNT],
  ] as const)(
    'gives a %s the key of its account in a file, without the addresses of the key file',
    async (phase, account) => {
      const given = await credentials(keysConfig, phase);
      expect(given.environment).toEqual({
        GOOGLE_APPLICATION_CREDENTIALS: { file: 'gcp-credentials.json' },
        GOOGLE_CREDENTIALS: { file: 'gcp-credentials.json' },
        GOOGLE_PROJECT: PROJECT,
        GOOGLE_REGION: 'europe-west3',
      });
      expect(given.files).toHaveLength(1);
      const file = JSON.parse(given.files![0].content);
      expect(file).toMatchObject({
        type: 'service_account',
        client_email: account,
        token_uri: `${fixture.gcp.url}/token`,
      });
      expect(given.files![0].content).not.toContain('attacker');
      expect(given.secrets).toContain(file.private_key);
      expect(given.providerBlocks).toEqual([
        {
          source: 'hashicorp/google',
          localName: 'google',
          arguments: { project: PROJECT, region: 'europe-west3' },
        },
      ]);
    },
  );

  it('gives a federated run a description of the exchange, and the token beside it', async () => {
    const { files, secrets } = await credentials(federatedConfig, 'plan');
    const [exchange, token] = files!;
    expect(JSON.parse(exchange.content)).toEqual({
      type: 'external_account',
      audience: PROVIDER,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${fixture.gcp.url}/v1/token`,
      credential_source: {
        file: '../credentials/gcp-credentials.json-identity-token',
      },
      service_account_impersonation_url: `${fixture.gcp.url}/v1/projects/-/serviceAccounts/${PLAN_ACCOUNT}:generateAccessToken`,
      service_account_impersonation: { token_lifetime_seconds: 7200 },
    });
    expect(secrets).toContain(token.content);
    const open = new GcpIntegrationProvider(new GcpSignIn());
    const { files: real } = await open.credentials(
      runContext(fixture.context(), {
        config: { ...federatedConfig },
        phase: 'apply',
      }),
    );
    expect(JSON.parse(real![0].content)).toMatchObject({
      token_url: 'https://sts.googleapis.com/v1/token',
      service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${ACCOUNT}:generateAccessToken`,
    });
  });

  it('gives an aliased configuration files, and no environment', async () => {
    const given = await credentials(keysConfig, 'apply', 'backup');
    expect(given.environment).toEqual({});
    expect(given.providerBlocks).toEqual([
      expect.objectContaining({
        alias: 'backup',
        arguments: expect.objectContaining({
          credentials: '../credentials/gcp-credentials.json',
        }),
      }),
    ]);
  });

  describe('test', () => {
    it.each([
      ['service account keys', keysConfig],
      ['workload identity', federatedConfig],
    ])('signs in for plans and applies with %s', async (_name, config) => {
      const { checks, identity } = await outcome(config);
      expect(checks).toEqual([
        {
          name: 'Plan credentials',
          ok: true,
          message: `${PLAN_ACCOUNT} sees the project '${PROJECT}'`,
        },
        {
          name: 'Apply credentials',
          ok: true,
          message: `${ACCOUNT} sees the project '${PROJECT}'`,
        },
        expect.objectContaining({ name: 'Clock', ok: true }),
      ]);
      expect(identity).toBe(ACCOUNT);
    });

    it('acts as the service account with the life that was asked for', async () => {
      await outcome(federatedConfig);
      expect(fixture.gcp.impersonated).toEqual([
        expect.objectContaining({ lifetime: '7200s' }),
        expect.objectContaining({ lifetime: '7200s' }),
      ]);
    });

    it('signs in as the federated identity itself where no account is named', async () => {
      const {
        serviceAccountEmail: _apply,
        planServiceAccountEmail: _plan,
        ...direct
      } = federatedConfig;
      fixture.gcp.viewers.add(
        'principal:system:serviceaccount:backstage:backstage',
      );
      const { checks } = await outcome(direct);
      expect(checks.every(({ ok }) => ok)).toBe(true);
      expect(fixture.gcp.impersonated).toEqual([]);
    });

    it('finds a key that was deleted and an account that sees nothing, each for its phase', async () => {
      fixture.gcp.viewers.delete(PLAN_ACCOUNT);
      fixture.gcp.accounts.get(ACCOUNT)!.keys = [];
      const { checks, identity } = await outcome(keysConfig);
      expect(identity).toBeUndefined();
      expect(checks.map(({ message }) => message)).toEqual([
        expect.stringMatching(/PERMISSION_DENIED.*Grant the permission/),
        expect.stringMatching(/Invalid JWT Signature.*make a new key/),
      ]);
    });

    it('finds an account that was deleted', async () => {
      fixture.gcp.accounts.delete(ACCOUNT);
      const { checks } = await outcome(keysConfig);
      expect(checks[1].message).toMatch(/account not found/);
    });

    it('finds that the right to act as an account was revoked', async () => {
      fixture.gcp.accounts.get(ACCOUNT)!.users = [];
      const { checks } = await outcome(federatedConfig);
      expect(checks.slice(0, 2).map(({ ok }) => ok)).toEqual([true, false]);
      expect(checks[1].message).toMatch(/roles\/iam.workloadIdentityUser/);
    });

    it.each([
      ['is too old', { exp: 1 }, /stale.*renew its file/],
      [
        'is for somebody else',
        { aud: 'https://other.example.com' },
        /audience/,
      ],
    ])('finds an identity token that %s', async (_name, claims, words) => {
      const { checks } = await outcome(federatedConfig, {
        identityTokens: { [AUDIENCE]: fixture.token(claims) },
      });
      expect(checks[0].ok).toBe(false);
      expect(checks[0].message).toMatch(words);
    });

    it('finds a provider that is another one', async () => {
      const { checks } = await outcome({
        ...federatedConfig,
        workloadIdentityProvider: PROVIDER.replace('backstage', 'other'),
        identityAudience: AUDIENCE,
      });
      expect(checks[0].message).toMatch(/invalid_target.*Mend the workload/);
    });

    it('finds a project that is being deleted, and a clock that is wrong', async () => {
      fixture.gcp.projectState = 'DELETE_REQUESTED';
      const { checks } = await outcome(keysConfig);
      expect(checks[0].message).toContain('is DELETE_REQUESTED: restore it');
      fixture.gcp.projectState = 'ACTIVE';
      fixture.gcp.clockOffsetMs = -1_000_000;
      const { checks: later } = await outcome(keysConfig);
      expect(later.at(-1)).toMatchObject({ name: 'Clock', ok: false });
    });

    it.each([
      ['service account keys', keysConfig],
      ['workload identity', federatedConfig],
    ])(
      'calls no address that is not allowed, with %s',
      async (_name, config) => {
        const { checks } = await outcome(config, { allowHosts: [] });
        expect(checks[0].message).toContain('cannot be called');
        expect(fixture.gcp.requests).toEqual([]);
      },
    );

    it('does not sign in with what the environment of the backend has', async () => {
      const ofTheMachine = {
        GOOGLE_APPLICATION_CREDENTIALS: '/nowhere/key.json',
        GOOGLE_CLOUD_PROJECT: 'of-the-machine',
        GOOGLE_CLOUD_QUOTA_PROJECT: 'of-the-machine',
        GCE_METADATA_HOST: '127.0.0.1:1',
        HTTPS_PROXY: 'http://127.0.0.1:1',
        HTTP_PROXY: 'http://127.0.0.1:1',
        NO_PROXY: '',
      };
      const { checks } = await withEnvironment(ofTheMachine, () =>
        outcome(keysConfig),
      );
      expect(checks.every(({ ok }) => ok)).toBe(true);
    });
  });
});
