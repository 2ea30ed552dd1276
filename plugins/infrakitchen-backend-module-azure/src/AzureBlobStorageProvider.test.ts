import { configErrors } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  probeStorage,
  type StorageContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  checkStorageLock,
  checkStorageProvider,
  usedBy,
  withEnvironment,
  type TestContextOptions,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  federatedConfig,
  secretsConfig,
  startAzure,
} from './__testUtils__/fixture';
import { ACCOUNT, startAzurite } from './__testUtils__/startAzurite';
import { AzureBlobStorageProvider } from './AzureBlobStorageProvider';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let fixture: Awaited<ReturnType<typeof startAzure>>;
let provider: AzureBlobStorageProvider;

beforeAll(async () => {
  azurite = await startAzurite();
  fixture = await startAzure(azurite.endpoint, azurite.tls);
}, 60_000);

beforeEach(async () => {
  provider = new AzureBlobStorageProvider(fixture.signIn);
  await azurite.owner.createContainer('states');
});

afterEach(async () => {
  await azurite.owner.deleteContainer('states');
});

afterAll(async () => {
  await fixture?.stop();
  await azurite?.stop();
});

function contextOf(
  integration: object = secretsConfig,
  options: TestContextOptions = {},
) {
  return {
    ...fixture.context(options),
    key: 'network/main',
    config: {
      storageAccount: ACCOUNT,
      container: 'states',
      prefix: 'portal/prod',
    },
    integration: usedBy('azure', { ...integration }),
  };
}

async function blobNames(): Promise<string[]> {
  const names: string[] = [];
  const container = azurite.owner.getContainerClient('states');
  for await (const { name } of container.listBlobsFlat()) {
    names.push(name);
  }
  return names;
}

describe('Azure Blob Storage, against Azurite, with tokens of a local stand-in for Entra ID', () => {
  it.each([
    ['client secrets', secretsConfig],
    ['workload identity', federatedConfig],
  ])('keeps the contract of storages with %s', async (_name, integration) => {
    expect(
      await checkStorageProvider(provider, contextOf(integration)),
    ).toEqual([]);
    expect(await blobNames()).toEqual([]);
  });

  it('reads back what was written, below the prefix', async () => {
    const context = contextOf();
    expect(await provider.readState(context)).toBeUndefined();
    await provider.writeState(context, '{"serial":1,"name":"Zürich"}');
    expect(await provider.readState(context)).toBe(
      '{"serial":1,"name":"Zürich"}',
    );
    expect(await blobNames()).toEqual(['portal/prod/network/main']);
    await provider.removeState(context);
    await provider.removeState(context);
    expect(await provider.readState(context)).toBeUndefined();
  });

  it('gives a lock to one of several that ask at once', async () => {
    const contexts = Array.from({ length: 5 }, () => contextOf());
    expect(await checkStorageLock(provider, contexts)).toEqual([]);
    expect(await blobNames()).toEqual([]);
  });

  it('lets whoever holds the lock write, and nobody else', async () => {
    const context = contextOf();
    await provider.writeState(context, '{"serial":1}');
    const unlock = await provider.lock(context);
    const other = new AzureBlobStorageProvider(fixture.signIn);
    await expect(other.writeState(context, '{}')).rejects.toMatchObject({
      code: 'state_locked',
    });
    await expect(other.removeState(context)).rejects.toMatchObject({
      code: 'state_locked',
    });
    await expect(other.lock(context)).rejects.toMatchObject({
      code: 'state_locked',
      message: expect.stringContaining('by infrakitchen since'),
    });
    await provider.writeState(context, '{"serial":2}');
    await unlock();
    expect(await other.readState(context)).toBe('{"serial":2}');
    await other.writeState(context, '{"serial":3}');
    await other.removeState(context);
  });

  it('gives a run a signature that reaches its container and nothing else', async () => {
    const context: StorageContext = contextOf();
    await provider.writeState(context, '{"serial":1}');
    const { environment, secrets } = await provider.credentials({
      ...contextOf(),
      runId: 'run-42',
      pathOf: name => name,
      phase: 'plan',
    });
    const token = environment.ARM_SAS_TOKEN as string;
    expect(secrets).toEqual([token, new URLSearchParams(token).get('sig')]);
    const origin = azurite.endpoint.replace('{account}', ACCOUNT);
    const { fetch } = context.outbound;
    const read = await fetch(
      `${origin}/states/portal/prod/network/main?${token}`,
    );
    expect(await read.text()).toBe('{"serial":1}');
    const forged = token.replace('sr=c', 'sr=b');
    for (const refused of [
      `${origin}/states/portal/prod/network/main`,
      `${origin}/states/portal/prod/network/main?${forged}`,
      `${origin}/?comp=list&${token}`,
    ]) {
      expect((await fetch(refused)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('writes a backend block without anything secret', () => {
    expect(provider.backend(contextOf())).toEqual({
      type: 'azurerm',
      config: {
        storage_account_name: ACCOUNT,
        container_name: 'states',
        key: 'portal/prod/network/main',
      },
    });
  });

  it('says why a container cannot be used', async () => {
    const context = contextOf();
    context.config.container = 'missing';
    const { checks } = await probeStorage(provider, context);
    expect(checks[0]).toEqual({
      name: 'Write',
      ok: false,
      message: expect.stringMatching(/ContainerNotFound.*Create the container/),
    });
  });

  it('says why it cannot sign in, without the secret', async () => {
    const integration = { ...secretsConfig, clientSecret: 'wrong~secret.123' };
    const { checks } = await probeStorage(provider, contextOf(integration));
    expect(checks[0].message).toContain('AADSTS7000215');
    expect(JSON.stringify(checks)).not.toContain('wrong~secret');
  });

  it('reaches nothing that is not allowed, whatever proxy the environment names', async () => {
    const proxy = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '' };
    await withEnvironment(proxy, async () => {
      await provider.writeState(contextOf(), '{}');
      const { host } = fixture.azure;
      const onlySignIn = contextOf(secretsConfig, { allowHosts: [host] });
      await expect(provider.readState(onlySignIn)).rejects.toThrow(
        /cannot be called/,
      );
    });
  });

  it('needs an integration', async () => {
    await expect(
      provider.readState({ ...contextOf(), integration: undefined }),
    ).rejects.toMatchObject({ code: 'integration_missing' });
  });

  it.each([
    { storageAccount: 'evil.example.com' },
    { container: 'a/b' },
    { prefix: '../x' },
    { accessKey: 'x' },
  ])('refuses the configuration %j', wrong => {
    const { config } = contextOf();
    expect(
      configErrors(provider.schema, { ...config, ...wrong } as {}),
    ).not.toEqual([]);
  });
});
