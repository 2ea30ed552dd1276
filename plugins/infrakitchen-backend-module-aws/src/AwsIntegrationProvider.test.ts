import type { CredentialsContext } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  checkIntegrationProvider,
  runContext,
  withEnvironment,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  ACCESS_KEY_ID,
  keysConfig,
  PLAN_ACCESS_KEY_ID,
  PLAN_ROLE,
  PLAN_SECRET,
  ROLE,
  rolesConfig,
  SECRET,
  startAws,
  TOKEN,
  webIdentityConfig,
} from './__testUtils__/fixture';
import { AwsIntegrationProvider } from './AwsIntegrationProvider';
import { AwsSessions } from './AwsSessions';

let fixture: Awaited<ReturnType<typeof startAws>>;
let provider: AwsIntegrationProvider;

beforeEach(async () => {
  fixture = await startAws();
  provider = new AwsIntegrationProvider(fixture.sessions);
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

function test(config: object) {
  return provider.test({ ...fixture.context(), config: { ...config } });
}

describe('AWS, against a local stand-in for STS that verifies signature version 4', () => {
  it.each([
    ['access keys', keysConfig],
    ['roles', rolesConfig],
    ['web identity', webIdentityConfig],
  ])('keeps the contract of integrations with %s', async (_name, config) => {
    expect(provider.validate({ ...config })).toEqual([]);
    expect(
      await checkIntegrationProvider(provider, {
        config: { ...config },
        context: fixture.context(),
      }),
    ).toEqual([]);
  });

  it('gives plans the key that reads and applies the key that writes', async () => {
    const [plan, apply] = [
      await credentials(keysConfig, 'plan'),
      await credentials(keysConfig, 'apply'),
    ];
    expect(plan.environment).toEqual({
      AWS_ACCESS_KEY_ID: PLAN_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: PLAN_SECRET,
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(apply.environment).toMatchObject({
      AWS_ACCESS_KEY_ID: ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRET,
    });
    expect(apply.providerBlocks).toEqual([
      {
        source: 'hashicorp/aws',
        localName: 'aws',
        arguments: { region: 'eu-central-1' },
      },
    ]);
  });

  it.each([
    ['plan', PLAN_ROLE],
    ['apply', ROLE],
  ] as const)(
    'assumes the role for %s and gives only the session, never the long key',
    async (phase, role) => {
      const given = await credentials(rolesConfig, phase);
      expect(fixture.aws.sts.assumed).toEqual([
        expect.objectContaining({
          RoleArn: role,
          RoleSessionName: 'Portal-run-42',
          DurationSeconds: '7200',
          ExternalId: 'tenant:7',
        }),
      ]);
      const { AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN, AWS_SECRET_ACCESS_KEY } =
        given.environment;
      expect(AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
      expect(JSON.stringify(given.environment)).not.toContain(SECRET);
      expect(given.secrets).toEqual(
        expect.arrayContaining([
          SECRET,
          AWS_SESSION_TOKEN,
          AWS_SECRET_ACCESS_KEY,
        ]),
      );
      expect(given.expiresAt).toEqual(expect.any(Number));
      expect(given.providerBlocks![0].arguments).toMatchObject({
        allowed_account_ids: [rolesConfig.accountId],
      });
    },
  );

  it('exchanges the token of the platform for a session, without any key', async () => {
    const given = await credentials(webIdentityConfig, 'apply');
    expect(fixture.aws.sts.assumed).toEqual([
      expect.objectContaining({ RoleArn: ROLE, WebIdentityToken: TOKEN }),
    ]);
    expect(given.environment).toMatchObject({
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      AWS_SESSION_TOKEN: expect.any(String),
    });
    expect(JSON.stringify(given.environment)).not.toContain(TOKEN);
  });

  it('gives an aliased configuration its keys in a file, and no environment', async () => {
    const given = await credentials(rolesConfig, 'apply', 'backup');
    expect(given.environment).toEqual({});
    expect(given.files).toEqual([
      {
        name: 'aws-credentials',
        content: expect.stringMatching(
          /^\[infrakitchen\]\naws_access_key_id = ASIA\S+\naws_secret_access_key = \S+\naws_session_token = \S+\n$/,
        ),
      },
    ]);
    expect(given.providerBlocks).toEqual([
      expect.objectContaining({
        alias: 'backup',
        arguments: expect.objectContaining({
          profile: 'infrakitchen',
          shared_credentials_files: ['../credentials/aws-credentials'],
        }),
      }),
    ]);
  });

  it('uses nothing of the environment and the files of the backend itself', async () => {
    const ofTheMachine = {
      AWS_ACCESS_KEY_ID: 'AKIAOFTHEMACHINE0001',
      AWS_SECRET_ACCESS_KEY: 'of the machine',
      AWS_SESSION_TOKEN: 'of the machine',
      AWS_PROFILE: 'of-the-machine',
      AWS_REGION: 'xx-machine-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1',
      AWS_CONFIG_FILE: '/nowhere/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
      AWS_MAX_ATTEMPTS: '99',
    };
    await withEnvironment(ofTheMachine, async () => {
      const { checks } = await test(rolesConfig);
      expect(checks.map(({ ok }) => ok)).toEqual([true, true, true, true]);
      const report = await new AwsIntegrationProvider(new AwsSessions()).test({
        ...fixture.context({
          resolve: (host, _options, callback) =>
            callback(new Error(`looked up ${host}`), ''),
        }),
        config: keysConfig,
      });
      expect(report.checks[0].message).toContain(
        'looked up sts.eu-central-1.amazonaws.com',
      );
    });
  });

  describe('test', () => {
    it('tells who plans and applies are', async () => {
      const report = await test(rolesConfig);
      expect(report.identity).toContain('assumed-role/infrakitchen-apply');
      expect(report.checks.map(({ name, ok }) => [name, ok])).toEqual([
        ['Access key', true],
        ['Plan credentials', true],
        ['Apply credentials', true],
        ['Clock', true],
      ]);
      expect(report.checks[1].message).toContain(
        'assumed-role/infrakitchen-plan/Portal-test',
      );
    });

    it.each([
      [{ accessKeyId: 'AKIAUNKNOWN000000000' }, 'does not exist'],
      [{ secretAccessKey: 'x'.repeat(40) }, 'does not belong'],
    ])('says what is wrong with keys: %j', async (wrong, words) => {
      const report = await test({ ...keysConfig, ...wrong });
      expect(report.identity).toBeUndefined();
      expect(report.checks.slice(0, 2)).toEqual([
        expect.objectContaining({ name: 'Plan credentials', ok: true }),
        expect.objectContaining({
          name: 'Apply credentials',
          ok: false,
          message: expect.stringContaining(words),
        }),
      ]);
    });

    it('says what an answer means that gives no reason, such as that of a proxy', async () => {
      const reply = { status: 429, headers: { 'retry-after': '0' } };
      fixture.aws.faults.push(...Array.from({ length: 20 }, () => reply));
      const { checks } = await test(keysConfig);
      fixture.aws.faults.splice(0);
      expect(checks[0]).toEqual({
        name: 'Plan credentials',
        ok: false,
        message: expect.stringMatching(/HTTP 429.*too often/),
      });
    });

    it('finds that only the role for applies was revoked', async () => {
      fixture.aws.sts.roles.shift();
      const { checks } = await test(rolesConfig);
      expect(checks).toContainEqual(
        expect.objectContaining({ name: 'Plan credentials', ok: true }),
      );
      expect(checks).toContainEqual({
        name: 'Apply credentials',
        ok: false,
        message: expect.stringMatching(/AccessDenied.*trust policy/),
      });
    });

    it('finds credentials of another account', async () => {
      const report = await test({ ...keysConfig, accountId: '999999999999' });
      expect(report.checks.slice(0, 2)).toEqual([
        expect.objectContaining({ ok: false }),
        expect.objectContaining({ ok: false }),
      ]);
      expect(report.checks[0].message).toContain('not of 999999999999');
    });

    it('finds that the clock is wrong, which the SDK would hide', async () => {
      fixture.aws.clockOffsetMs = 3_600_000;
      const { checks } = await test(keysConfig);
      expect(checks.at(-1)).toMatchObject({ name: 'Clock', ok: false });
    });

    it('says what to configure where there is no identity token', async () => {
      const report = await provider.test({
        ...fixture.context({ identityTokens: {} }),
        config: { ...webIdentityConfig },
      });
      expect(report.checks[0]).toMatchObject({
        ok: false,
        message: expect.stringContaining('No identity token'),
      });
    });
  });
});
