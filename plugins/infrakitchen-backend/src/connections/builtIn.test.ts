import {
  checkIntegrationProvider,
  checkSecretProvider,
  checkStorageLock,
  checkStorageProvider,
  createProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { customIntegration } from '../integrations';
import { keyValueSecret } from '../secrets';
import { httpStorage } from '../storages';
import {
  startStateServer,
  type StateServer,
} from '../__testUtils__/stateServer';
import { ProviderRegistry } from './ProviderRegistry';

describe('what is built in keeps the contract of providers', () => {
  let server: StateServer;

  beforeAll(async () => {
    server = await startStateServer({ username: 'u', password: 'password' });
  });
  afterAll(() => server.stop());

  it('for integrations', async () => {
    const config = {
      variables: { TOKEN: 'for-plans' },
      applyVariables: { TOKEN: 'for-applies', MORE: 'and-more' },
    };
    expect(
      await checkIntegrationProvider(customIntegration, {
        config,
        context: createProviderContext(),
      }),
    ).toEqual([]);
  });

  it('for secrets', async () => {
    expect(
      await checkSecretProvider(keyValueSecret, {
        ...createProviderContext(),
        config: { values: { password: 'hunter2' } },
      }),
    ).toEqual([]);
  });

  it('for storages', async () => {
    const context = createProviderContext({ allowHosts: [server.host] });
    const config = { address: server.url, username: 'u', password: 'password' };
    expect(
      await checkStorageProvider(httpStorage, { ...context, config }),
    ).toEqual([]);
    expect(
      server.requests.filter(request => request.startsWith('LOCK')),
    ).toHaveLength(2);
    const location = { ...context, config, key: 'locked' };
    expect(await checkStorageLock(httpStorage, [location, location])).toEqual(
      [],
    );
    expect([server.states.size, server.locks.size]).toEqual([0, 0]);
  });

  it('and what does not keep it is told', async () => {
    const broken = {
      ...customIntegration,
      key: 'Not A Key',
      environmentNames: () => ['PATH'],
      test: async () => ({ checks: [] }),
    };
    const problems = await checkIntegrationProvider(broken, {
      config: { variables: { TOKEN: 'some-token' } },
      context: createProviderContext(),
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        "'Not A Key' cannot be a key",
        'PATH is reserved',
        'TOKEN is not among environmentNames()',
        'test() checks nothing',
      ]),
    );
    expect(() => new ProviderRegistry('integration', [broken])).toThrow(
      /its key is malformed/,
    );
    expect(
      () =>
        new ProviderRegistry('integration', [
          customIntegration,
          customIntegration,
        ]),
    ).toThrow(/its key is taken/);
  });
});
