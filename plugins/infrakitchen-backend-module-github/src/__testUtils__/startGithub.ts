import { verify, type KeyObject } from 'node:crypto';
import {
  startStandIn,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

/** When the tokens of installations end. */
export const EXPIRES_AT = '2030-01-01T00:00:00Z';

/** A GitHub Enterprise host. */
export interface GithubState {
  /** Tokens that it takes. */
  tokens: Set<string>;
  /** An App, which is installed as number 7. */
  app: { appId: string; publicKey: KeyObject | string };
  scopes?: string;
  expires?: string;
  repositories: object[];
  permissions: Record<string, string>;
  suspended?: string;
}

/**
 * Starts a local stand-in for GitHub's REST API, which checks tokens and the
 * signatures of Apps.
 *
 * @param stateOf - what it knows when it is asked.
 */
export function startGithub(stateOf: () => GithubState): Promise<StandIn> {
  return startStandIn(request => answer(stateOf(), request));
}

function answer(state: GithubState, request: StandInRequest): StandInAnswer {
  const { pathname } = request.url;
  if (pathname.startsWith('/api/v3/app')) {
    return answerApp(state, request);
  }
  const [, token] = /^token (.+)$/.exec(request.headers.authorization!) ?? [];
  if (!state.tokens.has(token)) {
    return { status: 401, body: { message: 'Bad credentials' } };
  }
  const headers = {
    ...(state.scopes && { 'x-oauth-scopes': state.scopes }),
    ...(state.expires && {
      'github-authentication-token-expiration': state.expires,
    }),
  };
  return pathname === '/api/v3/user'
    ? { headers, body: { login: 'infra-bot' } }
    : { headers, body: state.repositories };
}

function answerApp(state: GithubState, request: StandInRequest): StandInAnswer {
  const { pathname } = request.url;
  if (claimsOf(request, state.app.publicKey)?.iss !== state.app.appId) {
    return { status: 401, body: { message: 'A JSON web token is needed' } };
  }
  if (pathname === '/api/v3/app') {
    return { body: { id: 42, slug: 'kitchen', name: 'Kitchen' } };
  }
  if (pathname === '/api/v3/app/installations/7') {
    const { permissions, suspended } = state;
    return {
      body: {
        id: 7,
        account: { login: 'Acme' },
        ...{ permissions, suspended_at: suspended ?? null },
      },
    };
  }
  if (pathname === '/api/v3/app/installations/7/access_tokens') {
    const wanted =
      request.body.length > 0 ? JSON.parse(String(request.body)) : {};
    const permissions = wanted.permissions ?? state.permissions;
    const isMore = Object.keys(permissions).some(
      name => !Object.hasOwn(state.permissions, name) && name !== 'metadata',
    );
    return isMore
      ? { status: 422, body: { message: 'Not granted' } }
      : {
          status: 201,
          body: {
            token: `ghs_${Object.values(permissions).sort().join('_')}`,
            ...{ expires_at: EXPIRES_AT, permissions },
          },
        };
  }
  return { status: 404, body: { message: 'Not Found' } };
}

/** The claims of an App's token whose signature and life are right. */
function claimsOf(
  { headers }: StandInRequest,
  publicKey: KeyObject | string,
): { iss: string } | undefined {
  const token = /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const [head, claims, signature = ''] = token.split('.');
  const signed = Buffer.from(`${head}.${claims}`);
  const isSigned =
    signature !== '' &&
    verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'));
  if (!isSigned) {
    return undefined;
  }
  const parsed = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const now = Date.now() / 1000;
  const isAlive =
    parsed.iat <= now && parsed.exp > now && parsed.exp - parsed.iat <= 600;
  return isAlive ? { iss: String(parsed.iss) } : undefined;
}
