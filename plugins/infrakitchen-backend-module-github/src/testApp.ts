import {
  failedCheck,
  statusOf,
  textAt,
  type ConnectionCheck,
  type ConnectionReport,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  createAppClient,
  installationToken,
  type GithubClient,
  type Permissions,
} from './client';
import type { GithubApp, GithubConfig } from './config';

type AppConfig = GithubConfig & GithubApp;

/** Asks GitHub who the App is, what its installation may do, and for a token. */
export async function testApp(
  config: AppConfig,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<ConnectionReport> {
  const client = createAppClient(config, context);
  const app = await testKey(client, config);
  const checks = app.identity
    ? [...app.checks, ...(await testInstallation(client, config))]
    : app.checks;
  return {
    identity: app.identity,
    checks: [...checks, ...client.host.clockChecks()],
  };
}

async function testKey(
  { octokit }: GithubClient,
  { appId }: AppConfig,
): Promise<ConnectionReport> {
  const name = 'App';
  try {
    const { data } = await octokit.rest.apps.getAuthenticated();
    if (typeof data?.name !== 'string') {
      throw new TypeError('This is not the API of GitHub');
    }
    return {
      identity: data.name,
      checks: [{ name, ok: true, message: `The App is '${data.name}'` }],
    };
  } catch (error) {
    const check =
      statusOf(error) === 401
        ? {
            name,
            ok: false,
            message: `GitHub does not accept the private key for the App ${appId}: the key or the App ID is wrong, or the clock of the backend is`,
          }
        : failedCheck(name, 'GitHub cannot be asked', error);
    return { checks: [check] };
  }
}

async function testInstallation(
  client: GithubClient,
  { installationId, owner }: AppConfig,
): Promise<ConnectionCheck[]> {
  const name = 'Installation';
  try {
    const { data } = await client.octokit.rest.apps.getInstallation({
      installation_id: Number(installationId),
    });
    if (data.suspended_at) {
      return [{ name, ok: false, message: 'The installation is suspended' }];
    }
    await installationToken(client);
    const login = textAt(data, 'account', 'login') ?? 'an enterprise';
    const fits = !owner || owner.toLowerCase() === login.toLowerCase();
    return [
      {
        name,
        ok: fits,
        message: fits
          ? `Installed at '${login}', and gives tokens`
          : `Installed at '${login}', but the integration is for '${owner}'`,
      },
      ...permissionChecks(data.permissions as Permissions),
    ];
  } catch (error) {
    return [
      statusOf(error) === 404
        ? {
            name,
            ok: false,
            message: `The App has no installation ${installationId}`,
          }
        : failedCheck(name, 'The installation gives no token', error),
    ];
  }
}

function permissionChecks(permissions: Permissions): ConnectionCheck[] {
  return [
    needs('Cloning', permissions, { contents: ['read', 'write'] }),
    needs('Pull requests', permissions, {
      contents: ['write'],
      pull_requests: ['write'],
    }),
  ];
}

function needs(
  name: string,
  permissions: Permissions,
  wanted: Record<string, string[]>,
): ConnectionCheck {
  const missing = Object.entries(wanted)
    .filter(([key, levels]) => !levels.includes(permissions[key]))
    .map(([key, [level]]) => `'${key}: ${level}'`);
  return {
    name,
    ok: missing.length === 0,
    message:
      missing.length === 0
        ? 'The installation has the permissions'
        : `The installation lacks ${missing.join(
            ' and ',
          )}: add it to the App and accept it for the installation`,
  };
}
