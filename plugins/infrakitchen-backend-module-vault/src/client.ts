import {
  RemoteHost,
  textAt,
  type CredentialPhase,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { DEFAULT_AUDIENCE, type VaultConfig } from './config';

/** Someone who is signed in to Vault. */
export interface VaultSession {
  token: string;
  /** Whether signing in made the token, so that it can be revoked. */
  isOwn: boolean;
  /** When it ends, in milliseconds since the epoch. */
  expiresAt?: number;
}

/** Calls the HTTP API of one Vault. */
export class VaultClient {
  readonly host: RemoteHost;
  readonly #config: VaultConfig;
  readonly #context: ProviderContext;

  constructor(config: VaultConfig, context: ProviderContext) {
    this.host = new RemoteHost(context, config.address);
    this.#config = config;
    this.#context = context;
  }

  async signIn(phase: CredentialPhase): Promise<VaultSession> {
    const { authentication, authMount = authentication, token } = this.#config;
    if (authentication === 'token') {
      // The schema has seen to it that it is there.
      return { token: token!, isOwn: false };
    }
    const body = await this.#call(`v1/auth/${authMount}/login`, {
      body: await this.#proof(phase),
    });
    const given = textAt(body, 'auth', 'client_token');
    if (given === undefined) {
      throw new TypeError('This is not the API of Vault');
    }
    const { lease_duration: seconds } = (body as { auth: JsonRecord }).auth;
    return {
      token: given,
      isOwn: true,
      ...(typeof seconds === 'number' &&
        seconds > 0 && { expiresAt: Date.now() + seconds * 1000 }),
    };
  }

  /** Does something while signed in, and leaves no token behind. */
  async withSession<T>(
    phase: CredentialPhase,
    work: (session: VaultSession) => Promise<T>,
  ): Promise<T> {
    const session = await this.signIn(phase);
    try {
      return await work(session);
    } finally {
      if (session.isOwn) {
        // A token that stays ends by itself.
        await this.#call('v1/auth/token/revoke-self', {
          token: session.token,
          body: {},
        }).catch(() => undefined);
      }
    }
  }

  async get({ token }: VaultSession, path: string): Promise<unknown> {
    return this.#call(path, { token });
  }

  /** What the session may do at a path, such as `read`. */
  async capabilities({ token }: VaultSession, path: string): Promise<string[]> {
    const body = await this.#call('v1/sys/capabilities-self', {
      ...{ token, body: { paths: [path] } },
    });
    const found = (body as { capabilities?: unknown } | undefined)
      ?.capabilities;
    return Array.isArray(found) ? found.map(String) : [];
  }

  async #proof(phase: CredentialPhase): Promise<JsonRecord> {
    const { authentication, role, planRole, roleId, secretId, audience } =
      this.#config;
    if (authentication === 'approle') {
      return { role_id: roleId, secret_id: secretId };
    }
    return {
      role: (phase === 'plan' ? planRole : undefined) ?? role,
      jwt: await this.#context.identityToken(audience ?? DEFAULT_AUDIENCE),
    };
  }

  async #call(
    path: string,
    { token, body }: { token?: string; body?: JsonRecord },
  ): Promise<unknown> {
    const { namespace } = this.#config;
    const answer = await this.host.request(path, {
      method: body ? 'POST' : 'GET',
      headers: {
        'x-vault-request': 'true',
        ...(token !== undefined && { 'x-vault-token': token }),
        ...(namespace !== undefined && { 'x-vault-namespace': namespace }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return answer.body;
  }
}

type JsonRecord = Record<string, unknown>;
