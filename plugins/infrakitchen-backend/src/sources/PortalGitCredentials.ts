import type { Config } from '@backstage/config';
import {
  DefaultAzureDevOpsCredentialsProvider,
  DefaultGithubCredentialsProvider,
  DefaultGitlabCredentialsProvider,
  getBitbucketCloudOAuthToken,
  ScmIntegrations,
  type BitbucketCloudIntegrationConfig,
  type BitbucketServerIntegrationConfig,
} from '@backstage/integration';
import {
  basicGitCredentials,
  type GitCredentials,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { GitAccess, GitCredentialsSource } from './GitCredentialsSource';

/** A git host of the portal's `integrations:` config, which nobody can change here. */
export interface PortalGitHost {
  /** Key of the kind: `github`, `gitlab`, `bitbucketCloud`, `bitbucketServer`, `azure`. */
  type: string;
  /** Host with its port where it has one. */
  host: string;
  /** Whether the portal has credentials for it. */
  signsIn: boolean;
}

type SignIn = (url: string) => Promise<GitCredentials | undefined>;

/** The credentials that the portal itself reads repositories with. */
export class PortalGitCredentials implements GitCredentialsSource {
  readonly #integrations: ScmIntegrations;
  readonly #signIn: Record<string, SignIn>;

  /** Nothing where `infrakitchen.git.portalIntegrations` switches them off. */
  static fromConfig(config: Config): PortalGitCredentials | undefined {
    return config.getOptionalBoolean('infrakitchen.git.portalIntegrations') ===
      false
      ? undefined
      : new PortalGitCredentials(ScmIntegrations.fromConfig(config));
  }

  constructor(integrations: ScmIntegrations) {
    this.#integrations = integrations;
    this.#signIn = signInsOf(integrations);
  }

  /** What to show beside the integrations that people have made. */
  hosts(): PortalGitHost[] {
    const { github, gitlab, bitbucketCloud, bitbucketServer, azure } =
      this.#integrations;
    const hosts = [
      ...github.list().map(({ type, config }) => ({
        ...{ type, host: config.host },
        signsIn: Boolean(config.token ?? config.apps?.length),
      })),
      ...gitlab.list().map(({ type, config }) => ({
        ...{ type, host: config.host, signsIn: Boolean(config.token) },
      })),
      ...bitbucketCloud.list().map(({ type, config }) => ({
        ...{ type, host: config.host },
        signsIn: Boolean(
          config.token ?? config.appPassword ?? config.clientSecret,
        ),
      })),
      ...bitbucketServer.list().map(({ type, config }) => ({
        ...{ type, host: config.host },
        signsIn: Boolean(config.token ?? config.password),
      })),
      ...azure.list().map(({ type, config }) => ({
        ...{ type, host: config.host },
        signsIn: Boolean(config.credentials?.length),
      })),
    ];
    return hosts.sort((a, b) => (a.host < b.host ? -1 : 1));
  }

  async credentialsFor(
    url: string,
    access: GitAccess,
  ): Promise<GitCredentials | undefined> {
    // They were given to the portal to read with: whoever may register a
    // repository must not push to all that the portal reaches. Its hosts are
    // meant with TLS.
    if (access !== 'read' || !url.startsWith('https://')) {
      return undefined;
    }
    const { host } = new URL(url);
    const found = this.hosts().find(item => item.host === host);
    return found?.signsIn ? this.#signIn[found.type](url) : undefined;
  }
}

function signInsOf(integrations: ScmIntegrations): Record<string, SignIn> {
  const github =
    DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  const gitlab =
    DefaultGitlabCredentialsProvider.fromIntegrations(integrations);
  const azure =
    DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
  return {
    async github(url) {
      const { token } = await github.getCredentials({ url });
      return token ? basicGitCredentials('x-access-token', token) : undefined;
    },
    async gitlab(url) {
      const { token } = await gitlab.getCredentials({ url });
      return token ? basicGitCredentials('oauth2', token) : undefined;
    },
    async azure(url) {
      // For other organisations it would try what the machine is signed in with.
      const credentials = isAzureOrganisationListed(integrations, url)
        ? await azure.getCredentials({ url })
        : undefined;
      return (
        credentials && {
          authorization: credentials.headers.Authorization,
          secrets: [credentials.token, credentials.headers.Authorization],
        }
      );
    },
    bitbucketCloud: async url =>
      signInToBitbucketCloud(integrations.bitbucketCloud.byUrl(url)?.config),
    bitbucketServer: async url =>
      signInToBitbucketServer(integrations.bitbucketServer.byUrl(url)?.config),
  };
}

function isAzureOrganisationListed(
  integrations: ScmIntegrations,
  url: string,
): boolean {
  const { hostname, pathname } = new URL(url);
  const [subdomain] = hostname.split('.');
  const [, folder] = pathname.split('/');
  const { credentials = [] } = integrations.azure.byUrl(url)?.config ?? {};
  return credentials.some(
    ({ organizations }) =>
      !organizations?.length ||
      organizations.includes(folder) ||
      organizations.includes(subdomain),
  );
}

async function signInToBitbucketCloud(
  config: BitbucketCloudIntegrationConfig | undefined,
): Promise<GitCredentials | undefined> {
  const { username, token, appPassword, clientId, clientSecret } = config ?? {};
  if (clientId && clientSecret) {
    const access = await getBitbucketCloudOAuthToken(clientId, clientSecret);
    return basicGitCredentials('x-token-auth', access);
  }
  if (token) {
    // With a name it belongs to a person, without to a workspace or repository.
    const user = username ? 'x-bitbucket-api-token-auth' : 'x-token-auth';
    return basicGitCredentials(user, token);
  }
  return username && appPassword
    ? basicGitCredentials(username, appPassword)
    : undefined;
}

function signInToBitbucketServer(
  config: BitbucketServerIntegrationConfig | undefined,
): GitCredentials | undefined {
  const { token, username, password } = config ?? {};
  if (token) {
    return { authorization: `Bearer ${token}`, secrets: [token] };
  }
  return username && password
    ? basicGitCredentials(username, password)
    : undefined;
}
