import { configErrors } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  probeStorage,
  type StorageContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  checkStorageLock,
  checkStorageProvider,
  checkStorageWithEngine,
  usedBy,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  ACCESS_KEY_ID,
  keysConfig,
  PLAN_ACCESS_KEY_ID,
  rolesConfig,
  SECRET,
  startAws,
} from './__testUtils__/fixture';
import { S3StorageProvider } from './S3StorageProvider';

let fixture: Awaited<ReturnType<typeof startAws>>;
let provider: S3StorageProvider;

beforeEach(async () => {
  fixture = await startAws();
  fixture.aws.s3.buckets.set('states', { versioning: 'Enabled' });
  provider = new S3StorageProvider(fixture.sessions);
});

afterEach(() => fixture.stop());

function contextOf(
  more: Partial<StorageContext> = {},
  integration: object = keysConfig,
) {
  return {
    ...fixture.context(),
    key: 'network/main',
    config: {
      bucket: 'states',
      region: 'eu-central-1',
      prefix: 'portal/prod',
      endpoint: fixture.aws.url,
      pathStyle: true,
    },
    integration: usedBy('aws', { ...integration }),
    ...more,
  };
}

describe('S3, against a local stand-in that verifies signature version 4 and has conditional writes', () => {
  it.each([
    ['access keys', keysConfig],
    ['roles', rolesConfig],
  ])('keeps the contract of storages with %s', async (_name, integration) => {
    expect(
      await checkStorageProvider(provider, contextOf({}, integration)),
    ).toEqual([]);
    expect([...fixture.aws.s3.objects.keys()]).toEqual([]);
  });

  it('reads back what was written, encrypted, below the prefix', async () => {
    const context = contextOf();
    expect(await provider.readState(context)).toBeUndefined();
    await provider.writeState(context, '{"serial":1,"name":"Zürich"}');
    expect(await provider.readState(context)).toBe(
      '{"serial":1,"name":"Zürich"}',
    );
    expect([...fixture.aws.s3.objects]).toEqual([
      [
        'states/portal/prod/network/main',
        expect.objectContaining({ encryption: 'AES256' }),
      ],
    ]);
    await provider.writeState(
      contextOf({ config: { ...context.config, kmsKeyId: 'alias/states' } }),
      '{}',
    );
    expect([...fixture.aws.s3.objects.values()]).toEqual([
      expect.objectContaining({ encryption: 'aws:kms' }),
    ]);
    await provider.removeState(context);
    await provider.removeState(context);
    expect(await provider.readState(context)).toBeUndefined();
  });

  it('gives a lock to one of several that ask at once', async () => {
    const contexts = Array.from({ length: 5 }, () => contextOf());
    expect(await checkStorageLock(provider, contexts)).toEqual([]);
    expect(fixture.aws.s3.objects.size).toBe(0);
  });

  it('leaves a lock alone that somebody else has taken since', async () => {
    const unlock = await provider.lock(contextOf());
    const [key] = fixture.aws.s3.objects.keys();
    fixture.aws.s3.objects.set(key, { body: Buffer.from('not JSON') });
    await unlock();
    expect(fixture.aws.s3.objects.has(key)).toBe(true);
    await expect(provider.lock(contextOf())).rejects.toMatchObject({
      code: 'state_locked',
      message: expect.stringContaining('by somebody else'),
    });
  });

  it('finds a bucket that keeps no versions', async () => {
    fixture.aws.s3.buckets.set('states', {});
    const { checks } = await probeStorage(provider, contextOf());
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Write', true],
      ['Lock', true],
      ['Read', true],
      ['Remove', true],
      ['Versioning', false],
    ]);
  });

  it('says why a bucket cannot be used', async () => {
    fixture.aws.s3.buckets.clear();
    const { checks } = await probeStorage(provider, contextOf());
    expect(checks[0]).toEqual({
      name: 'Write',
      ok: false,
      message: expect.stringMatching(/NoSuchBucket.*Create the bucket/),
    });
    fixture.aws.s3.buckets.set('states', {});
    fixture.aws.s3.readers.push('arn:aws:iam::111122223333:user/infrakitchen');
    await expect(provider.writeState(contextOf(), '{}')).rejects.toMatchObject({
      message: expect.stringContaining('AccessDenied'),
    });
  });

  it('does not wait for a bucket that never answers', async () => {
    const controller = new AbortController();
    fixture.aws.faults.push('hang');
    const reading = provider.readState(
      contextOf({ signal: controller.signal }),
    );
    reading.catch(() => {});
    await fixture.aws.faultsMet();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'provider_timed_out' });
  });

  it('gives each phase its own keys in a file, and nothing in the environment', async () => {
    const options = {
      ...contextOf(),
      runId: 'run-42',
      pathOf: (name: string) => name,
    };
    const plan = await provider.credentials({ ...options, phase: 'plan' });
    const apply = await provider.credentials({ ...options, phase: 'apply' });
    expect(plan.files![0].content).toContain(PLAN_ACCESS_KEY_ID);
    expect(apply.files![0].content).toContain(ACCESS_KEY_ID);
    expect([plan.environment, apply.environment]).toEqual([{}, {}]);
    expect(apply.secrets).toContain(SECRET);
  });

  it.each([
    { bucket: 'Not a bucket' },
    { endpoint: 'https://user:password@s3.example.com' },
    { endpoint: 'file:///etc/passwd' },
    { lockTable: 'x' },
  ])('refuses the configuration %j', wrong => {
    const { config } = contextOf();
    expect(
      configErrors(provider.schema, { ...config, ...wrong } as {}),
    ).not.toEqual([]);
    expect(provider.validate({ ...config, prefix: 'a/../b' })).not.toEqual([]);
  });
});

it('a real engine keeps and locks its state in S3 with the keys of each phase, whatever keys the resource has', async () => {
  const { aws } = fixture;
  const given = { AWS_ACCESS_KEY_ID: 'AKIAOFTHERESOURCE001' };
  for (const integration of [keysConfig, rolesConfig]) {
    expect(
      await checkStorageWithEngine(provider, contextOf({}, integration), {
        ...given,
        AWS_SECRET_ACCESS_KEY: 'of the account of the resource',
      }),
    ).toEqual([]);
  }
  expect([...aws.s3.objects.keys()]).toEqual([
    'states/portal/prod/network/main',
  ]);
}, 60_000);
