import {
  startStandIn,
  type StandIn,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

/** Starts a local stand-in for GitLab's API, which checks tokens and scopes. */
export function startGitlab(host: {
  /** Scopes by token. */
  scopes: Record<string, string[]>;
}): Promise<StandIn> {
  return startStandIn(({ url, headers }) => {
    const granted = host.scopes[String(headers['private-token'])];
    if (!granted) {
      return { status: 401, body: { message: '401 Unauthorized' } };
    }
    if (!granted.some(scope => ['api', 'read_api'].includes(scope))) {
      return { status: 403, body: { error: 'insufficient_scope' } };
    }
    return url.pathname === '/api/v4/user'
      ? { body: { id: 1, username: 'infra-bot' } }
      : { body: { scopes: granted, expires_at: '2030-01-01', active: true } };
  });
}
