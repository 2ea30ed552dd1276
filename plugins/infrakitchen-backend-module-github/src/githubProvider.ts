import {
  assertServesRepository,
  basicGitCredentials,
  environmentOrBlock,
  remoteFailure,
  type CredentialPhase,
  type ProviderContext,
  type RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  createAppClient,
  installationToken,
  type GithubClient,
  type Permissions,
} from './client';
import {
  DEFAULT_HOST,
  schema,
  tokenFor,
  validate,
  type GithubConfig,
} from './config';
import { readEvent } from './events';
import { gitUrlOf } from './hosts';
import { repositoryHost } from './repositoryHost';
import { testApp } from './testApp';
import { testTokens } from './testTokens';

const ENVIRONMENT = ['GITHUB_TOKEN', 'GITHUB_OWNER', 'GITHUB_BASE_URL'];
/** Permissions that have no level for reading. */
const WRITE_ONLY = ['workflows', 'profile'];

export const githubProvider: RepositoryHostProvider = {
  key: 'github',
  title: 'GitHub',
  description: 'A token or App for repositories on GitHub or GitHub Enterprise',
  category: 'git',
  supportsAlias: true,
  eventTopic: 'github',
  repositoryHost,
  readEvent,
  schema,
  validate,
  environmentNames: ({ alias }) => (alias === undefined ? ENVIRONMENT : []),
  gitBaseUrl: config => gitUrlOf(config as unknown as GithubConfig),
  test({ config, ...context }) {
    const github = config as unknown as GithubConfig;
    return github.authentication === 'app'
      ? testApp(github, context)
      : testTokens(github, context);
  },
  async credentials({ config, phase, alias, ...context }) {
    const github = config as unknown as GithubConfig;
    const { token, expiresAt } = await tokenOfRun(github, phase, context);
    const { host = DEFAULT_HOST, owner } = github;
    const baseUrl = host === DEFAULT_HOST ? undefined : `https://${host}/`;
    return environmentOrBlock(alias, {
      environment: {
        GITHUB_TOKEN: token,
        ...(owner && { GITHUB_OWNER: owner }),
        ...(baseUrl && { GITHUB_BASE_URL: baseUrl }),
      },
      block: {
        source: 'integrations/github',
        localName: 'github',
        arguments: {
          ...(owner && { owner }),
          ...(baseUrl && { base_url: baseUrl }),
        },
        secretArguments: { token },
      },
      secrets: [token],
      expiresAt,
    });
  },
  async gitCredentials({ config, url, access, ...context }) {
    const github = config as unknown as GithubConfig;
    assertServesRepository(gitUrlOf(github), url);
    if (github.authentication === 'token') {
      const phase = access === 'read' ? 'plan' : 'apply';
      return basicGitCredentials('x-access-token', tokenFor(github, phase));
    }
    const { token, expiresAt } = await exchange(
      createAppClient(github, context),
      async () => ({
        permissions: { contents: access, metadata: 'read' },
        repositoryNames: [repositoryNameOf(url)],
      }),
    );
    return basicGitCredentials('x-access-token', token, expiresAt);
  },
};

async function tokenOfRun(
  config: GithubConfig,
  phase: CredentialPhase,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<{ token: string; expiresAt?: number }> {
  if (config.authentication === 'token') {
    return { token: tokenFor(config, phase) };
  }
  const client = createAppClient(config, context);
  return exchange(client, async () =>
    phase === 'plan'
      ? { permissions: await readPermissions(client, config.installationId) }
      : {},
  );
}

async function exchange(
  client: GithubClient,
  narrow: () => Promise<Parameters<typeof installationToken>[1]>,
): Promise<{ token: string; expiresAt: number }> {
  try {
    const { token, expiresAt } = await installationToken(
      client,
      await narrow(),
    );
    return { token, expiresAt: Date.parse(expiresAt) };
  } catch (error) {
    throw remoteFailure('The GitHub App gets no installation token', error);
  }
}

/** What the installation may do, each for reading alone. */
async function readPermissions(
  { octokit }: GithubClient,
  installationId: string,
): Promise<Permissions> {
  const { data } = await octokit.rest.apps.getInstallation({
    installation_id: Number(installationId),
  });
  return Object.fromEntries(
    Object.keys(data.permissions)
      .filter(name => !WRITE_ONLY.includes(name))
      .map(name => [name, 'read']),
  );
}

function repositoryNameOf(url: string): string {
  const [, , name = ''] = new URL(url).pathname.split('/');
  return decodeURIComponent(name).replace(/\.git$/, '');
}
