import { Gaxios } from 'gaxios';
import { IdentityPoolClient, JWT, type AuthClient } from 'google-auth-library';
import {
  untilAborted,
  usedIntegration,
  type CredentialPhase,
  type ProviderContext,
  type UsedIntegration,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { reroute, withPublicEndpoints, type GcpEndpoints } from './endpoints';
import { asGcpConfig, sourceFor, type GcpConfig } from './gcpConfig';
import { explained } from './gcpError';
import { readKey } from './serviceAccountKey';

const SUBJECT_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
export const EVERYTHING = 'https://www.googleapis.com/auth/cloud-platform';

/** One call of an API. */
export interface ApiRequest {
  url: string;
  method?: 'GET' | 'POST' | 'DELETE';
  body?: string;
  headers?: Record<string, string>;
  /** Statuses that are no error, besides those of success. */
  accept?: number[];
}

/** What an API answered. */
export interface ApiAnswer {
  status: number;
  text: string;
  /** The clock of Google Cloud while it answered, where it told. */
  date?: number;
}

/** Calls APIs with the rights of one phase. */
export interface GcpSession {
  /** Who calls, as far as the configuration tells. */
  identity: string;
  call(doing: string, request: ApiRequest): Promise<ApiAnswer>;
}

/**
 * The library exchanges identity tokens with a transport of its own, whatever
 * transport the client was given.
 */
class GuardedIdentityPoolClient extends IdentityPoolClient {
  constructor(options: ConstructorParameters<typeof IdentityPoolClient>[0]) {
    super(options);
    const { stsCredential } = this as unknown as {
      stsCredential: { transporter: Gaxios };
    };
    stsCredential.transporter = this.transporter;
  }
}

/** Signs in with the configuration of an integration for one phase. */
export class GcpSignIn {
  readonly endpoints: GcpEndpoints;

  /** @param endpoints - where services are reached in place of their public addresses. */
  constructor(endpoints: Partial<GcpEndpoints> = {}) {
    this.endpoints = withPublicEndpoints(endpoints);
  }

  /** Nothing is signed in to before the first call. */
  open(
    context: ProviderContext,
    config: GcpConfig,
    options: { phase: CredentialPhase; scope?: string },
  ): GcpSession {
    const { phase, scope = EVERYTHING } = options;
    const secrets: string[] = [];
    const client = this.#client(context, config, { phase, scope, secrets });
    return {
      identity: identityOf(config, phase),
      call: (doing, { accept = [], url, method = 'GET', body, headers }) =>
        explained(doing, secrets, async () => {
          const answer = await untilAborted(
            context.signal,
            client.request<string>({
              ...{ url, method, body, headers },
              responseType: 'text',
              validateStatus: status =>
                (status >= 200 && status < 300) || accept.includes(status),
            }),
          );
          const date = answer.headers.get('date');
          return {
            status: answer.status,
            text: answer.data ?? '',
            date: date === null ? undefined : Date.parse(date),
          };
        }),
    };
  }

  /** Token of the backend's workload, for the files of a run. */
  identityToken(
    context: ProviderContext,
    config: GcpConfig,
    phase: CredentialPhase,
  ): Promise<string> | undefined {
    const source = sourceFor(config, phase);
    return source.kind === 'federated'
      ? context.identityToken(source.audience)
      : undefined;
  }

  /** The configuration of the integration that a secret or a storage is reached with. */
  usedConfig(context: { integration?: UsedIntegration }): GcpConfig {
    return asGcpConfig(usedIntegration(context, 'Google Cloud').config);
  }

  #client(
    context: ProviderContext,
    config: GcpConfig,
    options: { phase: CredentialPhase; scope: string; secrets: string[] },
  ): AuthClient {
    const { phase, scope, secrets } = options;
    const source = sourceFor(config, phase);
    const transporter = guardedTransporter(context, this.endpoints);
    if (source.kind === 'key') {
      const key = readKey(source.key);
      secrets.push(key.private_key);
      return new JWT({
        email: key.client_email,
        key: key.private_key,
        keyId: key.private_key_id,
        scopes: [scope],
        transporter,
      });
    }
    return new GuardedIdentityPoolClient({
      type: 'external_account',
      audience: source.provider,
      subject_token_type: SUBJECT_TOKEN_TYPE,
      token_url: 'https://sts.googleapis.com/v1/token',
      subject_token_supplier: {
        async getSubjectToken() {
          const token = await context.identityToken(source.audience);
          secrets.push(token);
          return token;
        },
      },
      ...(source.actAs === undefined
        ? {}
        : {
            service_account_impersonation_url: impersonationUrl(source.actAs),
            service_account_impersonation: {
              token_lifetime_seconds: source.lifetime,
            },
          }),
      scopes: [scope],
      transporter,
    });
  }
}

/** Where the tokens of a service account are given to whoever may act as it. */
export function impersonationUrl(
  email: string,
  origin = 'https://iamcredentials.googleapis.com',
): string {
  return `${origin}/v1/projects/-/serviceAccounts/${email}:generateAccessToken`;
}

/** Who the configuration says that a phase is. */
export function identityOf(config: GcpConfig, phase: CredentialPhase): string {
  const source = sourceFor(config, phase);
  return source.kind === 'key'
    ? readKey(source.key).client_email
    : source.actAs ?? `a federated identity of ${source.provider}`;
}

/** A transport that the environment of the backend has no say in. */
function guardedTransporter(
  { outbound, signal }: ProviderContext,
  endpoints: GcpEndpoints,
): Gaxios {
  return new Gaxios({
    fetchImplementation: (url, { method, headers, body } = {}) =>
      outbound.fetch(reroute(url as string | URL, endpoints), {
        ...{ method, headers, body, signal },
        redirect: 'error',
      }),
    // A proxy of the environment would only be loaded, and not be used.
    noProxy: [/./],
    // It would hide every answer about a secret; nothing of the library's errors is told.
    errorRedactor: false,
    retry: true,
    retryConfig: {
      retry: 2,
      noResponseRetries: 0,
      retryDelay: 200,
      maxRetryDelay: 2_000,
      httpMethodsToRetry: ['GET', 'POST', 'DELETE'],
      statusCodesToRetry: [
        [429, 429],
        [500, 599],
      ],
    },
  });
}
