import {
  startStandIn,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

/** What a Vault knows. */
export interface VaultState {
  /** The one namespace that there is. */
  namespace: string;
  /** Tokens that are alive, with who they belong to. */
  alive: Map<string, string>;
  /** Tokens that were made, with the role that signed in for them. */
  issued: { token: string; role: string }[];
  /** Secret ids by role id. */
  approles: Map<string, string>;
  /** Roles that the workload with this token may take. */
  workload: { token: string; roles: string[] };
  /** Data by path, behind which the version stands where one is asked for. */
  secrets: Record<string, unknown>;
  /** The one role that may read a path; everybody where it is not listed. */
  readers: Map<string, string>;
  /** What everybody may do with any path. */
  capabilities: string[];
}

const denied = { status: 403, body: { errors: ['permission denied'] } };

/** Starts a local stand-in for Vault's API, which checks what signs in. */
export function startVault(state: VaultState): Promise<StandIn> {
  return startStandIn(request => answer(state, request));
}

function answer(state: VaultState, request: StandInRequest): StandInAnswer {
  const { url, headers, body, method } = request;
  const { pathname, searchParams } = url;
  if (headers['x-vault-namespace'] !== state.namespace) {
    return { status: 404, body: { errors: ['no such namespace'] } };
  }
  if (pathname.endsWith('/login')) {
    return logIn(state, pathname, JSON.parse(String(body)));
  }
  const given = String(headers['x-vault-token']);
  const owner = state.alive.get(given);
  if (!owner) {
    return denied;
  }
  if (pathname === '/v1/auth/token/revoke-self' && method === 'POST') {
    state.alive.delete(given);
    return { status: 204 };
  }
  if (pathname === '/v1/auth/token/lookup-self') {
    return {
      body: {
        data: {
          ...{ display_name: owner, policies: ['default', 'infra'] },
          expire_time: '2030-01-01T00:00:00Z',
        },
      },
    };
  }
  if (pathname === '/v1/sys/capabilities-self') {
    return { body: { capabilities: state.capabilities } };
  }
  const name = `${pathname}${searchParams.get('version') ?? ''}`;
  const reader = state.readers.get(name);
  const role = state.issued.find(({ token }) => token === given)?.role;
  if (reader !== undefined && reader !== role) {
    return denied;
  }
  const data = state.secrets[name];
  return Object.hasOwn(state.secrets, name)
    ? { body: { data: { data, metadata: { version: 2 } } } }
    : { status: 404, body: { errors: [] } };
}

function logIn(
  { alive, approles, issued, workload }: VaultState,
  pathname: string,
  proof: Record<string, string>,
): StandInAnswer {
  const isKnown =
    (pathname === '/v1/auth/approle/login' &&
      approles.has(proof.role_id) &&
      approles.get(proof.role_id) === proof.secret_id) ||
    (['/v1/auth/jwt/login', '/v1/auth/k8s/prod/login'].includes(pathname) &&
      workload.roles.includes(proof.role) &&
      proof.jwt === workload.token);
  if (!isKnown) {
    return { status: 400, body: { errors: ['invalid credentials'] } };
  }
  const made = `hvs.made-${proof.role ?? 'approle'}-${issued.length}`;
  alive.set(made, proof.role ?? 'approle');
  issued.push({ token: made, role: proof.role ?? proof.role_id });
  return { body: { auth: { client_token: made, lease_duration: 1200 } } };
}
