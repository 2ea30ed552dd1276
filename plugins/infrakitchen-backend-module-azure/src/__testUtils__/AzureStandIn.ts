import { randomUUID, type KeyObject } from 'node:crypto';
import {
  StandIn,
  verifyJwt,
  type StandInAnswer,
  type StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { signSymmetric, verifySymmetric } from './accessToken';

export const TENANT = '11111111-1111-4111-8111-111111111111';
export const SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';
const SIGNING_KEY = randomUUID();

/** An application of the tenant. */
export interface RegisteredApplication {
  clientId: string;
  secret?: string;
  secretExpired?: boolean;
  /** Whose tokens it trusts. */
  federated?: { issuer: string; subject: string; audience: string };
  seesSubscription: boolean;
}

/**
 * A local stand-in for the token service of Entra ID and for Resource Manager.
 * It checks client secrets, the signatures of client assertions and those of the
 * tokens that it gave.
 */
export class AzureStandIn extends StandIn {
  readonly applications: RegisteredApplication[] = [];
  subscriptionState = 'Enabled';
  readonly #issuerKey: KeyObject;

  constructor(tls: { cert: string; key: string }, issuerKey: KeyObject) {
    super(tls);
    this.#issuerKey = issuerKey;
  }

  protected answer(request: StandInRequest): StandInAnswer {
    const { body, headers, url } = request;
    const { pathname } = url;
    if (pathname.endsWith('/.well-known/openid-configuration')) {
      return this.#discovery();
    }
    if (pathname === `/${TENANT}/oauth2/v2.0/token`) {
      return this.#token(Object.fromEntries(new URLSearchParams(String(body))));
    }
    if (pathname.startsWith('/subscriptions/')) {
      return this.#subscription(headers.authorization, pathname);
    }
    return refuse(
      'AADSTS90002',
      `Tenant '${pathname.split('/')[1]}' not found.`,
    );
  }

  #discovery(): StandInAnswer {
    const base = `${this.url}/${TENANT}`;
    return {
      status: 200,
      body: {
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      },
    };
  }

  #token(form: Record<string, string>): StandInAnswer {
    const application = this.applications.find(
      ({ clientId }) => clientId === form.client_id,
    );
    if (!application) {
      return refuse(
        'AADSTS700016',
        `Application '${form.client_id}' was not found.`,
      );
    }
    if (form.grant_type !== 'client_credentials') {
      return refuse('AADSTS70003', `Grant '${form.grant_type}' is not known.`);
    }
    const refusal = form.client_assertion
      ? this.#refuseAssertion(form, application)
      : refuseSecret(form.client_secret, application);
    return refusal ?? this.#give(application, form.scope);
  }

  #refuseAssertion(
    form: Record<string, string>,
    { federated }: RegisteredApplication,
  ): StandInAnswer | undefined {
    const quoted = form.client_assertion;
    if (
      form.client_assertion_type !==
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    ) {
      return refuse('AADSTS50027', 'The type of the assertion is not known.');
    }
    try {
      const claims = verifyJwt(form.client_assertion, this.#issuerKey);
      if (Number(claims.exp) * 1000 < Date.now()) {
        return refuse('AADSTS700024', `Client assertion ${quoted} is expired.`);
      }
      return federated &&
        claims.iss === federated.issuer &&
        claims.sub === federated.subject &&
        claims.aud === federated.audience
        ? undefined
        : refuse(
            'AADSTS700213',
            `No matching federated identity record found.`,
          );
    } catch {
      return refuse('AADSTS50027', `The token ${quoted} is not valid.`);
    }
  }

  #give({ clientId }: RegisteredApplication, scope: string): StandInAnswer {
    const now = Math.floor(Date.now() / 1000);
    const token = signSymmetric(
      {
        aud: scope
          .split(' ')
          .find(part => part.endsWith('/.default'))
          ?.replace('/.default', ''),
        iss: `https://sts.windows.net/${TENANT}/`,
        iat: now,
        nbf: now - 60,
        exp: now + 3600,
        appid: clientId,
        oid: clientId,
        tid: TENANT,
      },
      SIGNING_KEY,
    );
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3600, access_token: token },
    };
  }

  #subscription(
    authorization: string | undefined,
    path: string,
  ): StandInAnswer {
    const token = authorization?.replace(/^Bearer /, '') ?? '';
    const claims = verifySymmetric(token, SIGNING_KEY);
    const application = this.applications.find(
      ({ clientId }) => clientId === claims.appid,
    );
    if (claims.aud !== 'https://management.azure.com') {
      return error(401, 'InvalidAuthenticationToken', 'The audience is wrong.');
    }
    if (path !== `/subscriptions/${SUBSCRIPTION}`) {
      return error(404, 'SubscriptionNotFound', `${path} was not found.`);
    }
    return application?.seesSubscription
      ? {
          status: 200,
          body: {
            subscriptionId: SUBSCRIPTION,
            displayName: 'Production',
            state: this.subscriptionState,
          },
        }
      : error(403, 'AuthorizationFailed', `${claims.appid} may not read it.`);
  }
}

function refuseSecret(
  given: string | undefined,
  { secret, secretExpired }: RegisteredApplication,
): StandInAnswer | undefined {
  if (given === undefined || given !== secret) {
    return refuse(
      'AADSTS7000215',
      `Invalid client secret provided: '${given}'. Trace ID: 1`,
    );
  }
  return secretExpired
    ? refuse('AADSTS7000222', 'The provided client secret keys are expired.')
    : undefined;
}

function refuse(code: string, message: string): StandInAnswer {
  return {
    status: 401,
    body: {
      error: 'invalid_client',
      error_description: `${code}: ${message}`,
      error_codes: [Number(code.replace('AADSTS', ''))],
    },
  };
}

function error(status: number, code: string, message: string): StandInAnswer {
  return { status, body: { error: { code, message } } };
}
