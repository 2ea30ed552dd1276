import {
  failedCheck,
  firstEnd,
  statusOf,
  type ConnectionCheck,
  type ConnectionReport,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { createGitlabClient, type GitlabClient } from './client';
import type { GitlabConfig } from './config';

/** Asks GitLab whose the tokens are, and what they may do. */
export async function testTokens(
  config: GitlabConfig,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<ConnectionReport> {
  const { token, planToken } = config;
  const client = createGitlabClient(config, token, context);
  const main = await testToken(client, '');
  const plan: ConnectionReport = planToken
    ? await testToken(
        createGitlabClient(config, planToken, context),
        ' for plans',
      )
    : { checks: [] };
  return {
    identity: main.identity,
    expiresAt: firstEnd(main, plan),
    checks: [...main.checks, ...plan.checks, ...client.host.clockChecks()],
  };
}

async function testToken(
  client: GitlabClient,
  suffix: string,
): Promise<ConnectionReport> {
  const name = `Token${suffix}`;
  try {
    const { username } = await client.gitlab.Users.showCurrentUser();
    if (typeof username !== 'string') {
      throw new TypeError('This is not the API of GitLab');
    }
    return {
      identity: username,
      ...(await scopesOf(client, { username, suffix })),
    };
  } catch (error) {
    const what =
      statusOf(error) === 403
        ? "The token may not ask who it is, so its scopes are not enough: it needs 'api', or 'read_api' and 'read_repository' to read alone"
        : 'GitLab cannot be asked';
    return { checks: [failedCheck(name, what, error)] };
  }
}

async function scopesOf(
  { gitlab }: GitlabClient,
  { username, suffix }: { username: string; suffix: string },
): Promise<ConnectionReport> {
  const name = `Token${suffix}`;
  const { scopes = [], expires_at: expiresAt } =
    await gitlab.PersonalAccessTokens.show();
  const expiry = expiresAt ? `; it expires on ${expiresAt}` : '';
  const message = `GitLab knows it as '${username}'${expiry}`;
  const has = (...wanted: string[]) =>
    wanted.some(scope => scopes.includes(scope));
  const told = `its scopes are ${scopes.join(', ') || 'none'}`;
  const check = (
    what: string,
    ok: boolean,
    needed: string,
  ): ConnectionCheck => ({
    name: `${what}${suffix}`,
    ok,
    message: ok ? `Allowed: ${told}` : `It needs ${needed}: ${told}`,
  });
  const checks = [
    { name, ok: true, message },
    check(
      'Cloning',
      has('api', 'read_repository', 'write_repository'),
      "the scope 'read_repository'",
    ),
    // A token for plans opens nothing.
    ...(suffix ? [] : [check('Pull requests', has('api'), "the scope 'api'")]),
  ];
  // It ends when this day begins, in UTC.
  return { checks, expiresAt: expiresAt ? Date.parse(expiresAt) : undefined };
}
