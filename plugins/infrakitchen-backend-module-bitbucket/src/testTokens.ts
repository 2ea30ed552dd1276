import {
  failedCheck,
  statusOf,
  textAt,
  type ConnectionCheck,
  type ConnectionReport,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { BitbucketClient } from './client';
import type { BitbucketConfig } from './config';

/** Scopes that allow something; those of API tokens have longer names. */
const READ = [
  'repository',
  'repository:write',
  'read:repository:bitbucket',
  'write:repository:bitbucket',
];
const PUSH = ['repository:write', 'write:repository:bitbucket'];
const PULL_REQUEST = ['pullrequest:write', 'write:pullrequest:bitbucket'];

/** Asks Bitbucket whose the tokens are, and what they may do in the workspace. */
export async function testTokens(
  config: BitbucketConfig,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<ConnectionReport> {
  const { token, planToken } = config;
  const client = new BitbucketClient(config, token, context);
  const checks = await testToken(client, config, '');
  const planChecks = planToken
    ? await testToken(
        new BitbucketClient(config, planToken, context),
        config,
        ' for plans',
      )
    : [];
  return {
    identity: checks[0].ok ? await whoIs(client, config) : undefined,
    checks: [...checks, ...planChecks, ...client.host.clockChecks()],
  };
}

async function testToken(
  client: BitbucketClient,
  { workspace }: BitbucketConfig,
  suffix: string,
): Promise<ConnectionCheck[]> {
  const name = `Token${suffix}`;
  try {
    const { headers, body } = await client.get(
      `repositories/${encodeURIComponent(workspace)}?pagelen=1`,
    );
    if (!Array.isArray((body as { values?: unknown } | undefined)?.values)) {
      throw new TypeError('This is not the API of Bitbucket');
    }
    const repository = textAt(body, 'values', 0, 'full_name');
    const message = repository
      ? `Bitbucket shows repositories of '${workspace}', such as '${repository}'`
      : `Bitbucket shows no repository of '${workspace}' yet`;
    return [
      { name, ok: true, message },
      ...scopeChecks(headers.get('x-oauth-scopes') ?? '', suffix),
    ];
  } catch (error) {
    return [failureOf(name, workspace, error)];
  }
}

function scopeChecks(told: string, suffix: string): ConnectionCheck[] {
  const scopes = told.split(/[\s,]+/).filter(Boolean);
  const check = (
    what: string,
    needs: { scopes: string[]; name: string }[],
  ): ConnectionCheck => {
    const missing = needs
      .filter(need => !need.scopes.some(scope => scopes.includes(scope)))
      .map(need => need.name);
    return {
      name: `${what}${suffix}`,
      ok: missing.length === 0,
      message: missing.length
        ? `It lacks ${missing.join(' and ')}; its scopes are ${
            scopes.join(', ') || 'not told'
          }`
        : `Allowed: its scopes are ${scopes.join(', ')}`,
    };
  };
  const cloning = check('Cloning', [
    { scopes: READ, name: 'reading repositories' },
  ]);
  // A token for plans opens nothing.
  return suffix
    ? [cloning]
    : [
        cloning,
        check('Pull requests', [
          { scopes: PUSH, name: 'writing repositories' },
          { scopes: PULL_REQUEST, name: 'writing pull requests' },
        ]),
      ];
}

function failureOf(
  name: string,
  workspace: string,
  error: unknown,
): ConnectionCheck {
  switch (statusOf(error)) {
    case 403:
      return {
        name,
        ok: false,
        message: `Bitbucket knows the token, but it may not read repositories of '${workspace}': it lacks the scope for that, or the access`,
      };
    case 404:
      return {
        name,
        ok: false,
        message: `Bitbucket shows no workspace '${workspace}' to this token`,
      };
    default:
      return failedCheck(name, 'Bitbucket cannot be asked', error);
  }
}

/** Tokens of a workspace belong to nobody. */
async function whoIs(
  client: BitbucketClient,
  { authentication, workspace }: BitbucketConfig,
): Promise<string | undefined> {
  if (authentication === 'access_token') {
    return `workspace ${workspace}`;
  }
  try {
    const { body } = await client.get('user');
    return textAt(body, 'nickname') ?? textAt(body, 'display_name');
  } catch {
    // It takes a scope of its own, which nothing else needs.
    return undefined;
  }
}
