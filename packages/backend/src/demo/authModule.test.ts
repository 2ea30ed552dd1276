import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import authModule from './authModule';

describe('the demo identities', () => {
  async function providersWith(demo: object): Promise<string[]> {
    const registered: string[] = [];
    await startTestBackend({
      extensionPoints: [
        [
          authProvidersExtensionPoint,
          {
            registerProvider: ({ providerId }) => {
              registered.push(providerId);
            },
          },
        ],
      ],
      features: [
        authModule,
        mockServices.rootConfig.factory({ data: { demo } }),
      ],
    });
    return registered;
  }

  const demo = { enabled: true, directory: 'somewhere' };

  it('are there in a demo', async () => {
    await expect(providersWith(demo)).resolves.toEqual([
      'demo-developer',
      'demo-approver',
      'demo-auditor',
    ]);
  });

  it('are not there otherwise', async () => {
    await expect(providersWith({})).resolves.toEqual([]);
    await expect(providersWith({ ...demo, enabled: false })).resolves.toEqual(
      [],
    );
  });

  it('are never there in production', async () => {
    const mode = process.env.NODE_ENV;
    Object.assign(process.env, { NODE_ENV: 'production' });
    try {
      await expect(providersWith(demo)).resolves.toEqual([]);
    } finally {
      Object.assign(process.env, { NODE_ENV: mode });
    }
  });
});
