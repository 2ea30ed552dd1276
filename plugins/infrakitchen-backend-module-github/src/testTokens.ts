import {
  failedCheck,
  firstEnd,
  type ConnectionCheck,
  type ConnectionReport,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { createTokenClient, type GithubClient } from './client';
import type { GithubConfig, GithubToken } from './config';

const EXPIRES = 'github-authentication-token-expiration';

type Headers = Record<string, string | number | undefined>;

/** Asks GitHub whose a token is, and what it may do as far as it tells. */
export async function testTokens(
  config: GithubConfig & GithubToken,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<ConnectionReport> {
  const { token, planToken } = config;
  const client = createTokenClient(config, token, context);
  const main = await testToken(client, { suffix: '', mayOnlyRead: false });
  const plan: ConnectionReport = planToken
    ? await testToken(createTokenClient(config, planToken, context), {
        suffix: ' for plans',
        mayOnlyRead: true,
      })
    : { checks: [] };
  return {
    identity: main.identity,
    expiresAt: firstEnd(main, plan),
    checks: [...main.checks, ...plan.checks, ...client.host.clockChecks()],
  };
}

async function testToken(
  client: GithubClient,
  { suffix, mayOnlyRead }: { suffix: string; mayOnlyRead: boolean },
): Promise<ConnectionReport> {
  const name = `Token${suffix}`;
  try {
    const { data, headers } =
      await client.octokit.rest.users.getAuthenticated();
    if (typeof data.login !== 'string') {
      throw new TypeError('This is not the API of GitHub');
    }
    const scopes = String(headers['x-oauth-scopes'] ?? '');
    const checks = scopes
      ? scopeChecks(scopes.split(/\s*,\s*/), { suffix, mayOnlyRead })
      : await repositoryChecks(client, { suffix, mayOnlyRead });
    const message = `GitHub knows it as '${data.login}'${expiryOf(headers)}`;
    return {
      identity: data.login,
      expiresAt: endOf(headers),
      checks: [{ name, ok: true, message }, ...checks],
    };
  } catch (error) {
    return { checks: [failedCheck(name, 'GitHub cannot be asked', error)] };
  }
}

/** Classic tokens tell their scopes; `repo` covers both of what is needed. */
function scopeChecks(
  scopes: string[],
  { suffix, mayOnlyRead }: { suffix: string; mayOnlyRead: boolean },
): ConnectionCheck[] {
  const has = scopes.includes('repo');
  const isPublic = scopes.includes('public_repo');
  const told = `its scopes are ${scopes.join(', ')}`;
  const missing = isPublic
    ? `Only public repositories can be used: ${told}; it needs 'repo' for private ones`
    : `Private repositories cannot be used: ${told}; it needs 'repo'`;
  const names = mayOnlyRead ? ['Cloning'] : ['Cloning', 'Pull requests'];
  return names.map(name => ({
    name: `${name}${suffix}`,
    ok: has || isPublic,
    message: has ? `Allowed: ${told}` : missing,
  }));
}

/** Fine-grained tokens do not tell their permissions: a repository does. */
async function repositoryChecks(
  { octokit }: GithubClient,
  { suffix, mayOnlyRead }: { suffix: string; mayOnlyRead: boolean },
): Promise<ConnectionCheck[]> {
  const { data } = await octokit.rest.repos.listForAuthenticatedUser({
    per_page: 1,
    sort: 'pushed',
  });
  const [repository] = data;
  const cloning = {
    name: `Cloning${suffix}`,
    ok: repository !== undefined,
    message: repository
      ? `Sees repositories, such as '${repository.full_name}'; the permission 'Contents: read' is told by none`
      : "Sees no repository: choose repositories for the token, with the permission 'Contents: read'",
  };
  if (mayOnlyRead || !repository) {
    return [cloning];
  }
  const ok = repository.permissions?.push === true;
  const needs = "'Contents' and 'Pull requests', both for reading and writing";
  return [
    cloning,
    {
      name: `Pull requests${suffix}`,
      ok,
      message: ok
        ? `Its owner may write to '${repository.full_name}'; a fine-grained token also needs ${needs}, which GitHub does not tell`
        : `Its owner may not write to '${repository.full_name}'; the token needs ${needs}`,
    },
  ];
}

/** Written as `2026-12-01 06:20:00 UTC`, or with an offset. */
function endOf(headers: Headers): number | undefined {
  const end = Date.parse(String(headers[EXPIRES]));
  return Number.isNaN(end) ? undefined : end;
}

function expiryOf(headers: Headers): string {
  const expires = headers[EXPIRES];
  return expires === undefined ? '' : `; it expires on ${expires}`;
}
