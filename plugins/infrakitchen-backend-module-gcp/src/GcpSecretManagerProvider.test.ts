import {
  checkSecretProvider,
  failureOf,
  usedBy,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  federatedConfig,
  keysConfig,
  PLAN_ACCOUNT,
  startGcp,
} from './__testUtils__/fixture';
import { PROJECT } from './__testUtils__/GcpStandIn';
import { GcpSecretManagerProvider } from './GcpSecretManagerProvider';

const NAME = `projects/${PROJECT}/secrets/db/versions/latest`;

let fixture: Awaited<ReturnType<typeof startGcp>>;
let provider: GcpSecretManagerProvider;

beforeEach(async () => {
  fixture = await startGcp();
  provider = new GcpSecretManagerProvider(fixture.signIn);
  fixture.gcp.secrets.set(NAME, {
    payload: '{"password":"hunter2-hunter2","port":5432}',
    readers: [PLAN_ACCOUNT],
  });
});

afterEach(() => fixture.stop());

function contextOf(config: { secret: string }, used: object = keysConfig) {
  return {
    ...fixture.context(),
    config,
    integration: usedBy('gcp', { ...used }),
  };
}

describe('Google Cloud Secret Manager, against a local stand-in that verifies access tokens', () => {
  it.each([
    ['service account keys', keysConfig],
    ['workload identity', federatedConfig],
  ])('keeps the contract of secrets with %s', async (_name, used) => {
    const context = contextOf({ secret: 'db' }, used);
    expect(await checkSecretProvider(provider, context)).toEqual([]);
  });

  it('reads with the account for plans, and keeps the types of JSON', async () => {
    expect(await provider.fetch(contextOf({ secret: 'db' }))).toEqual({
      password: 'hunter2-hunter2',
      port: 5432,
    });
  });

  it('says why a secret cannot be read', async () => {
    await expect(
      provider.fetch(contextOf({ secret: 'other' })),
    ).rejects.toThrow(/NOT_FOUND.*mend its name/);
    fixture.gcp.secrets.get(NAME)!.readers = [];
    await expect(
      provider.fetch(contextOf({ secret: 'db' })),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/secretmanager.versions.access.*Grant/),
    });
  });

  it('refuses a payload that is no object, without quoting it', async () => {
    fixture.gcp.secrets.get(NAME)!.payload = 'hunter2-hunter2';
    const error = await failureOf(provider.fetch(contextOf({ secret: 'db' })), [
      'hunter2',
    ]);
    expect(error.code).toBe('secret_payload_invalid');
  });

  it('needs an integration', async () => {
    await expect(
      provider.fetch({
        ...contextOf({ secret: 'db' }),
        integration: undefined,
      }),
    ).rejects.toMatchObject({ code: 'integration_missing' });
  });
});
