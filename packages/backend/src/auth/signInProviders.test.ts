import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import request from 'supertest';
import signInProviders from './signInProviders';

jest.setTimeout(60_000);

describe('the ways to sign in', () => {
  const mode = process.env.NODE_ENV;

  afterEach(() => {
    Object.assign(process.env, { NODE_ENV: mode });
  });

  async function portal(auth: object, nodeEnv = 'production') {
    Object.assign(process.env, { NODE_ENV: nodeEnv });
    const { server } = await startTestBackend({
      features: [
        authPlugin,
        signInProviders,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://portal.test' },
            backend: { baseUrl: 'http://portal.test' },
            auth,
          },
        }),
      ],
    });
    return request(server);
  }

  const signIn = {
    resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }],
  };
  const account = { clientId: 'id-1', clientSecret: 'hunter2', signIn };

  it('are off until they are configured', async () => {
    const api = await portal({ environment: 'production' });
    for (const provider of ['github', 'microsoft', 'guest']) {
      const { status } = await api.get(`/api/auth/${provider}/start`);
      expect([provider, status]).toEqual([provider, 404]);
    }
  });

  it.each([
    ['github', account, 'https://github.com/login/oauth/authorize'],
    [
      'microsoft',
      { ...account, tenantId: 'tenant-1' },
      'https://login.microsoftonline.com/tenant-1/oauth2/v2.0/authorize',
    ],
  ])('lead to %s where it is configured', async (id, config, address) => {
    const api = await portal({
      environment: 'production',
      providers: { [id]: { production: config } },
    });
    const { status, headers } = await api.get(
      `/api/auth/${id}/start?env=production`,
    );
    expect(status).toBe(302);
    const location = new URL(headers.location);
    expect(location.origin + location.pathname).toBe(address);
    expect(location.searchParams.get('client_id')).toBe('id-1');
    expect(location.searchParams.get('redirect_uri')).toMatch(
      new RegExp(`/api/auth/${id}/handler/frame$`),
    );
    expect(headers.location).not.toContain('hunter2');
    // Another environment has no account of its own.
    const other = await api.get(`/api/auth/${id}/start?env=development`);
    expect(other.status).toBe(404);
  });

  const guest = { userEntityRef: 'user:default/guest' };

  it('let the guest in during development', async () => {
    const api = await portal(
      { environment: 'development', providers: { guest } },
      'development',
    );
    const { status, body } = await api.get('/api/auth/guest/refresh');
    expect(status).toBe(200);
    expect(body.backstageIdentity.identity.userEntityRef).toBe(
      'user:default/guest',
    );
  });

  it.each([
    ['of Node.js', 'production', 'development', guest],
    ['of the portal', 'development', 'production', guest],
    [
      'of Node.js, whatever the provider is told',
      'production',
      'production',
      { ...guest, dangerouslyAllowOutsideDevelopment: true },
    ],
  ])(
    'refuse the guest in the production %s',
    async (_, nodeEnv, environment, config) => {
      const api = await portal(
        { environment, providers: { guest: config } },
        nodeEnv,
      );
      const { status, body } = await api.get('/api/auth/guest/refresh');
      expect(status).toBe(404);
      expect(body.backstageIdentity).toBeUndefined();
    },
  );
});
