import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import {
  StandIn,
  verifyJwt,
  type StandInAnswer,
  type StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { StorageAnswers } from './StorageAnswers';

export const PROJECT = 'prod-platform-1';

/** A service account, with the public halves of its keys. */
export interface ServiceAccount {
  keys: KeyObject[];
  /** Federated identities that may act as it. */
  users: string[];
}

/** Who an access token stands for. */
interface Grant {
  principal: string;
  scopes: string[];
}

/**
 * A local stand-in for Google Cloud: token services, Resource Manager, Secret
 * Manager and Cloud Storage. It checks the signatures of assertions and of
 * identity tokens, and that every other call has a token that it gave, with a
 * scope that fits.
 */
export class GcpStandIn extends StandIn {
  readonly accounts = new Map<string, ServiceAccount>();
  readonly storage = new StorageAnswers();
  /** Payloads of secrets by name, and who may read them. */
  readonly secrets = new Map<string, { payload: string; readers: string[] }>();
  /** Bodies of calls that ask for the token of a service account. */
  readonly impersonated: { lifetime?: string; scope?: string[] }[] = [];
  /** Who sees the project. */
  readonly viewers = new Set<string>();
  projectState = 'ACTIVE';
  /** Issuer whose tokens the one workload identity pool trusts. */
  readonly issuer = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #grants = new Map<string, Grant>();
  readonly #pool: { provider: string; audience: string };

  constructor(pool: { provider: string; audience: string }) {
    super();
    this.#pool = pool;
  }

  protected answer(request: StandInRequest): StandInAnswer {
    const { pathname } = request.url;
    if (pathname === '/token') {
      return this.#byAssertion(request);
    }
    if (pathname === '/v1/token') {
      return this.#byIdentityToken(request);
    }
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const grant = this.#grants.get(token);
    if (!grant) {
      return error(401, 'UNAUTHENTICATED', 'The token is not known.');
    }
    if (pathname.endsWith(':generateAccessToken')) {
      return this.#impersonate(request, grant);
    }
    if (pathname.startsWith('/v3/projects/')) {
      return this.#project(pathname, grant);
    }
    return pathname.endsWith(':access')
      ? this.#secret(pathname, grant)
      : this.storage.answer(request, grant);
  }

  /** RFC 7523: a signed assertion of a service account. */
  #byAssertion({ body }: StandInRequest): StandInAnswer {
    const form = Object.fromEntries(new URLSearchParams(String(body)));
    const [, claimed] = form.assertion.split('.');
    const { iss } = JSON.parse(String(Buffer.from(claimed, 'base64url')));
    const account = this.accounts.get(iss);
    if (!account) {
      return invalid('Invalid grant: account not found');
    }
    const claims = account.keys
      .map(key => claimsOf(form.assertion, key))
      .find(found => found !== undefined);
    if (!claims) {
      return invalid('Invalid JWT Signature.');
    }
    const audiences = [
      'https://oauth2.googleapis.com/token',
      `${this.url}/token`,
    ];
    return audiences.includes(String(claims.aud)) &&
      Number(claims.exp) * 1000 > this.now
      ? this.#give(iss, String(claims.scope).split(' '))
      : invalid('Invalid JWT: check your iat and exp values');
  }

  /** RFC 8693: an identity token for one of the pool. */
  #byIdentityToken({ body }: StandInRequest): StandInAnswer {
    const form = Object.fromEntries(new URLSearchParams(String(body)));
    if (form.audience !== this.#pool.provider) {
      return {
        status: 400,
        body: {
          error: 'invalid_target',
          error_description: `The target service indicated by '${form.audience}' is invalid.`,
        },
      };
    }
    const claims = claimsOf(form.subject_token, this.issuer.publicKey);
    if (!claims) {
      return invalid('Invalid signature of the ID token.');
    }
    if (claims.aud !== this.#pool.audience) {
      return invalid(
        `The audience in ID Token ${form.subject_token} does not match`,
      );
    }
    return Number(claims.exp) * 1000 > this.now
      ? this.#give(`principal:${claims.sub}`, form.scope.split(' '), {
          issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        })
      : invalid(`ID Token ${form.subject_token} is stale to sign-in.`);
  }

  #impersonate(request: StandInRequest, { principal }: Grant): StandInAnswer {
    const [, email] =
      /serviceAccounts\/(.*):generateAccessToken$/.exec(request.url.pathname) ??
      [];
    const asked = JSON.parse(String(request.body));
    if (!this.accounts.get(email!)?.users.includes(principal)) {
      return error(
        403,
        'PERMISSION_DENIED',
        "Permission 'iam.serviceAccounts.getAccessToken' denied on resource.",
      );
    }
    this.impersonated.push(asked);
    return {
      status: 200,
      body: {
        accessToken: this.#newToken(email!, asked.scope),
        expireTime: new Date(this.now + 3_600_000).toISOString(),
      },
    };
  }

  #project(path: string, grant: Grant): StandInAnswer {
    if (path !== `/v3/projects/${PROJECT}` || !this.#mayAll(grant)) {
      return error(
        403,
        'PERMISSION_DENIED',
        'The caller does not have permission',
      );
    }
    return this.viewers.has(grant.principal)
      ? {
          status: 200,
          body: {
            name: 'projects/1',
            projectId: PROJECT,
            state: this.projectState,
          },
        }
      : error(403, 'PERMISSION_DENIED', 'The caller does not have permission');
  }

  #secret(path: string, grant: Grant): StandInAnswer {
    const name = path.replace(/^\/v1\//, '').replace(/:access$/, '');
    const secret = this.secrets.get(name);
    if (!secret) {
      return error(404, 'NOT_FOUND', `Secret [${name}] not found.`);
    }
    if (!secret.readers.includes(grant.principal) || !this.#mayAll(grant)) {
      return error(
        403,
        'PERMISSION_DENIED',
        `Permission 'secretmanager.versions.access' denied on ${name}`,
      );
    }
    const data = Buffer.from(secret.payload).toString('base64');
    return { status: 200, body: { name, payload: { data } } };
  }

  #mayAll({ scopes }: Grant): boolean {
    return scopes.includes('https://www.googleapis.com/auth/cloud-platform');
  }

  #give(principal: string, scopes: string[], more = {}): StandInAnswer {
    return {
      status: 200,
      body: {
        access_token: this.#newToken(principal, scopes),
        token_type: 'Bearer',
        expires_in: 3600,
        ...more,
      },
    };
  }

  #newToken(principal: string, scopes: string[]): string {
    const token = `ya29.${randomBytes(24).toString('base64url')}`;
    this.#grants.set(token, { principal, scopes });
    return token;
  }
}

function claimsOf(
  assertion: string,
  key: KeyObject,
): Record<string, unknown> | undefined {
  try {
    return verifyJwt(assertion, key);
  } catch {
    return undefined;
  }
}

function invalid(description: string): StandInAnswer {
  return {
    status: 400,
    body: { error: 'invalid_grant', error_description: description },
  };
}

export function error(
  code: number,
  status: string,
  message: string,
): StandInAnswer {
  return { status: code, body: { error: { code, message, status } } };
}
