import {
  checkSecretProvider,
  failureOf,
  usedBy,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  keysConfig,
  PLAN_ROLE,
  rolesConfig,
  startAws,
} from './__testUtils__/fixture';
import { AwsSecretsManagerProvider } from './AwsSecretsManagerProvider';

const PLAN_SESSION = PLAN_ROLE.replace(':iam:', ':sts:').replace(
  ':role/',
  ':assumed-role/',
);

let fixture: Awaited<ReturnType<typeof startAws>>;
let provider: AwsSecretsManagerProvider;

beforeEach(async () => {
  fixture = await startAws();
  provider = new AwsSecretsManagerProvider(fixture.sessions, fixture.aws.url);
  fixture.aws.secretsManager.secrets.set('team/db', {
    text: '{"password":"hunter2-hunter2","port":5432}',
    readers: [PLAN_SESSION],
  });
});

afterEach(() => fixture.stop());

function contextOf(secretId: string, config: object = rolesConfig) {
  return {
    ...fixture.context(),
    config: { secretId },
    integration: usedBy('aws', { ...config }),
  };
}

describe('AWS Secrets Manager, against a local stand-in that verifies signature version 4', () => {
  it('keeps the contract of secrets', async () => {
    expect(await checkSecretProvider(provider, contextOf('team/db'))).toEqual(
      [],
    );
  });

  it('reads with the role for plans, and keeps the types of JSON', async () => {
    expect(await provider.fetch(contextOf('team/db'))).toEqual({
      password: 'hunter2-hunter2',
      port: 5432,
    });
    expect(fixture.aws.sts.assumed).toEqual([
      expect.objectContaining({
        RoleArn: PLAN_ROLE,
        RoleSessionName: 'Portal-secret',
      }),
    ]);
  });

  it.each([
    ['another', rolesConfig, 'ResourceNotFoundException'],
    ['team/db', keysConfig, 'AccessDeniedException'],
  ])('says why %s cannot be read', async (secretId, config, words) => {
    await expect(
      provider.fetch(contextOf(secretId, config)),
    ).rejects.toMatchObject({
      code: 'aws_refused',
      message: expect.stringContaining(words),
    });
  });

  it('refuses a payload that is no object, without quoting it', async () => {
    fixture.aws.secretsManager.secrets.get('team/db')!.text = 'hunter2-hunter2';
    const error = await failureOf(provider.fetch(contextOf('team/db')), [
      'hunter2',
    ]);
    expect(error.code).toBe('secret_payload_invalid');
  });

  it('needs an integration', async () => {
    await expect(
      provider.fetch({ ...contextOf('team/db'), integration: undefined }),
    ).rejects.toMatchObject({ code: 'integration_missing' });
  });
});
