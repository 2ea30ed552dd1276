import { configErrors } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { probeStorage } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  checkStorageLock,
  checkStorageProvider,
  checkStorageWithEngine,
  usedBy,
  type TestContextOptions,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  ACCOUNT,
  federatedConfig,
  keysConfig,
  PLAN_ACCOUNT,
  startGcp,
} from './__testUtils__/fixture';
import { GcpSignIn } from './GcpSignIn';
import { GcsStorageProvider } from './GcsStorageProvider';

let fixture: Awaited<ReturnType<typeof startGcp>>;
let provider: GcsStorageProvider;

beforeEach(async () => {
  fixture = await startGcp();
  fixture.gcp.storage.buckets.set('states', { versioning: { enabled: true } });
  provider = new GcsStorageProvider(fixture.signIn);
});

afterEach(() => fixture.stop());

function contextOf(
  integration: object = keysConfig,
  options: TestContextOptions = {},
) {
  return {
    ...fixture.context(options),
    key: 'network/main',
    config: { bucket: 'states', prefix: 'portal/prod' } as {
      bucket: string;
      prefix: string;
      kmsKey?: string;
    },
    integration: usedBy('gcp', { ...integration }),
  };
}

describe('Google Cloud Storage, against a local stand-in for its JSON API that verifies access tokens and scopes', () => {
  it.each([
    ['service account keys', keysConfig],
    ['workload identity', federatedConfig],
  ])('keeps the contract of storages with %s', async (_name, integration) => {
    expect(
      await checkStorageProvider(provider, contextOf(integration)),
    ).toEqual([]);
    expect(fixture.gcp.storage.objects.size).toBe(0);
  });

  it('reads back what was written, below the prefix, with the key that is asked for', async () => {
    const context = contextOf();
    context.config.kmsKey =
      'projects/p/locations/eu/keyRings/r/cryptoKeys/states';
    expect(await provider.readState(context)).toBeUndefined();
    await provider.writeState(context, '{"serial":1,"name":"Zürich"}');
    expect(await provider.readState(context)).toBe(
      '{"serial":1,"name":"Zürich"}',
    );
    expect([...fixture.gcp.storage.objects]).toEqual([
      [
        'states/portal/prod/network/main/default.tfstate',
        expect.objectContaining({ kmsKey: context.config.kmsKey }),
      ],
    ]);
    await provider.removeState(context);
    await provider.removeState(context);
    expect(await provider.readState(context)).toBeUndefined();
  });

  it('gives a lock to one of several that ask at once', async () => {
    const contexts = Array.from({ length: 5 }, () => contextOf());
    expect(await checkStorageLock(provider, contexts)).toEqual([]);
    expect(fixture.gcp.storage.objects.size).toBe(0);
  });

  it('finds a bucket that keeps no versions', async () => {
    fixture.gcp.storage.buckets.set('states', {});
    const { checks } = await probeStorage(provider, contextOf());
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Write', true],
      ['Lock', true],
      ['Read', true],
      ['Remove', true],
      ['Versioning', false],
    ]);
  });

  it('says why a bucket cannot be used, and does not take it for an empty one', async () => {
    fixture.gcp.storage.readers.add(ACCOUNT);
    await expect(provider.writeState(contextOf(), '{}')).rejects.toMatchObject({
      message: expect.stringMatching(/forbidden.*Grant the permission/),
    });
    fixture.gcp.storage.buckets.clear();
    await expect(provider.readState(contextOf())).rejects.toThrow(
      /There is no bucket 'states'/,
    );
  });

  it('does not wait for a bucket that never answers', async () => {
    const controller = new AbortController();
    fixture.gcp.faults.push('hang');
    const reading = provider
      .readState(contextOf(keysConfig, { signal: controller.signal }))
      .catch(error => error);
    await fixture.gcp.faultsMet();
    controller.abort();
    expect(await reading).toMatchObject({ code: 'provider_timed_out' });
  });

  it('gives each phase its own key in a file', async () => {
    const options = {
      ...contextOf(),
      runId: 'run-42',
      pathOf: (name: string) => name,
    };
    const plan = await provider.credentials({ ...options, phase: 'plan' });
    const apply = await provider.credentials({ ...options, phase: 'apply' });
    expect(plan.files![0].content).toContain(PLAN_ACCOUNT);
    expect(apply.files![0].content).toContain(ACCOUNT);
    expect(apply.environment).toEqual({
      GOOGLE_BACKEND_CREDENTIALS: { file: 'gcp-state-credentials.json' },
    });
  });

  it('writes a backend block without anything secret', () => {
    const open = new GcsStorageProvider(new GcpSignIn());
    expect(open.backend(contextOf())).toEqual({
      type: 'gcs',
      config: { bucket: 'states', prefix: 'portal/prod/network/main' },
    });
  });

  it.each([
    { bucket: 'Not/a bucket' },
    { prefix: 'a/../b' },
    { kmsKey: 'key' },
    { credentials: '{}' },
  ])('refuses the configuration %j', wrong => {
    const { config } = contextOf();
    expect(
      configErrors(provider.schema, { ...config, ...wrong } as {}),
    ).not.toEqual([]);
  });

  it('needs an integration', async () => {
    await expect(
      provider.readState({ ...contextOf(), integration: undefined }),
    ).rejects.toMatchObject({ code: 'integration_missing' });
  });
});

it('a real engine keeps and locks its state in Cloud Storage with the account of each phase, whatever the resource has', async () => {
  for (const integration of [keysConfig, federatedConfig]) {
    expect(
      await checkStorageWithEngine(provider, contextOf(integration), {
        GOOGLE_CREDENTIALS: '/nowhere/of-the-resource.json',
      }),
    ).toEqual([]);
  }
  expect([...fixture.gcp.storage.objects.keys()]).toEqual([
    'states/portal/prod/network/main/default.tfstate',
  ]);
}, 60_000);
