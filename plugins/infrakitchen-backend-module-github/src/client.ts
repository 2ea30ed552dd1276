import {
  createAppAuth,
  type InstallationAccessTokenAuthentication,
} from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import {
  RemoteHost,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { pemOf, type GithubApp, type GithubConfig } from './config';
import { apiUrlOf } from './hosts';

type OctokitOptions = NonNullable<ConstructorParameters<typeof Octokit>[0]>;
type Context = Pick<ProviderContext, 'outbound' | 'signal'>;

/** What an installation token may do, such as `contents: 'read'`. */
export type Permissions = Record<string, string>;

/** GitHub's client, bound to the host that the credentials are for. */
export interface GithubClient {
  octokit: Octokit;
  host: RemoteHost;
}

const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };

/** For calls with a token. */
export function createTokenClient(
  config: GithubConfig,
  token: string,
  context: Context,
): GithubClient {
  return createClient(config, context, { auth: token });
}

/** For calls as the App itself, which signs a token of its own for each. */
export function createAppClient(
  config: GithubConfig & GithubApp,
  context: Context,
): GithubClient {
  return createClient(config, context, {
    authStrategy: createAppAuth,
    auth: {
      appId: config.appId,
      privateKey: pemOf(config.privateKey),
      installationId: config.installationId,
      log,
    },
  });
}

/** Exchanges the key of an App for a token that lasts an hour. */
export async function installationToken(
  { octokit }: GithubClient,
  narrowed: { permissions?: Permissions; repositoryNames?: string[] } = {},
): Promise<InstallationAccessTokenAuthentication> {
  const given = await octokit.auth({ type: 'installation', ...narrowed });
  return given as InstallationAccessTokenAuthentication;
}

function createClient(
  config: GithubConfig,
  context: Context,
  options: Pick<OctokitOptions, 'auth' | 'authStrategy'>,
): GithubClient {
  const baseUrl = apiUrlOf(config);
  const host = new RemoteHost(context, baseUrl);
  const request = { fetch: host.fetch };
  const octokit = new Octokit({ ...options, baseUrl, log, request });
  // The client turns every failure to connect into a status of 500.
  octokit.hook.error('request', error => {
    throw host.failure ?? error;
  });
  return { host, octokit };
}
