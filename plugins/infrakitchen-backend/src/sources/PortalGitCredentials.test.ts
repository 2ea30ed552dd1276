import { ConfigReader } from '@backstage/config';
import { PortalGitCredentials } from './PortalGitCredentials';

const portal = PortalGitCredentials.fromConfig(
  new ConfigReader({
    integrations: {
      github: [
        { host: 'github.com', token: 'gh-token' },
        { host: 'ghe.example.com' },
      ],
      gitlab: [
        {
          host: 'gitlab.example.com:8443',
          baseUrl: 'https://gitlab.example.com:8443',
          apiBaseUrl: 'https://gitlab.example.com:8443/api/v4',
          token: 'gl-token',
        },
      ],
      bitbucketCloud: [{ username: 'someone@example.com', token: 'bb-token' }],
      bitbucketServer: [
        {
          host: 'bitbucket.example.com',
          apiBaseUrl: 'https://bitbucket.example.com/rest/api/1.0',
          token: 'bs-token',
        },
      ],
      azure: [
        {
          host: 'dev.azure.com',
          credentials: [
            { organizations: ['contoso'], personalAccessToken: 'az-token' },
          ],
        },
      ],
    },
  }),
)!;

const decoded = (authorization: string | undefined) =>
  authorization?.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString()
    : authorization;

describe("the portal's own integrations", () => {
  it('are offered without their credentials', () => {
    const hosts = portal.hosts();
    expect(hosts).toEqual(
      expect.arrayContaining([
        { type: 'github', host: 'github.com', signsIn: true },
        { type: 'github', host: 'ghe.example.com', signsIn: false },
        { type: 'gitlab', host: 'gitlab.example.com:8443', signsIn: true },
        { type: 'bitbucketCloud', host: 'bitbucket.org', signsIn: true },
        { type: 'azure', host: 'dev.azure.com', signsIn: true },
      ]),
    );
    expect(JSON.stringify(hosts)).not.toContain('-token');
  });

  it('are none where they are switched off', () => {
    const off = new ConfigReader({
      infrakitchen: { git: { portalIntegrations: false } },
    });
    expect(PortalGitCredentials.fromConfig(off)).toBeUndefined();
  });

  it.each([
    ['https://github.com/acme/network.git', 'x-access-token:gh-token'],
    ['https://gitlab.example.com:8443/acme/network', 'oauth2:gl-token'],
    [
      'https://bitbucket.org/acme/network',
      'x-bitbucket-api-token-auth:bb-token',
    ],
    ['https://bitbucket.example.com/scm/acme/network', 'Bearer bs-token'],
    ['https://dev.azure.com/contoso/infra/_git/network', ':az-token'],
  ])('sign in to %s', async (url, expected) => {
    const credentials = await portal.credentialsFor(url, 'read');
    expect(decoded(credentials?.authorization)).toBe(expected);
    expect(credentials?.secrets.join()).toContain(expected.slice(-8));
  });

  it.each([
    'http://github.com/acme/network.git',
    'https://github.com.evil.test/acme/network.git',
    'https://github.com:444/acme/network.git',
    'https://ghe.example.com/acme/network.git',
    'https://gitlab.example.com/acme/network',
    'https://dev.azure.com/other/infra/_git/network',
    'https://git.example.com/acme/network',
  ])('have nothing for %s', async url => {
    await expect(portal.credentialsFor(url, 'read')).resolves.toBeUndefined();
  });

  it('are for reading alone', async () => {
    const url = 'https://github.com/acme/network.git';
    await expect(portal.credentialsFor(url, 'write')).resolves.toBeUndefined();
  });
});
