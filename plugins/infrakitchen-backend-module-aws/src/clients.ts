import type { Config } from '@backstage/config';
import type { Outbound } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  NodeHttpHandler,
  type NodeHttpHandlerOptions,
} from '@smithy/node-http-handler';

const CONNECTION_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Where services are reached in place of their public addresses. */
export interface AwsEndpoints {
  sts?: string;
  s3?: string;
  secretsManager?: string;
}

/** What requests are signed with. */
export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * Refuses an address before anything is begun. The agents refuse it as well, but
 * the handler would leave its timers behind.
 */
class GuardedHandler extends NodeHttpHandler {
  readonly #outbound: Outbound;

  constructor(outbound: Outbound, options: NodeHttpHandlerOptions) {
    super(options);
    this.#outbound = outbound;
  }

  async handle(...args: Parameters<NodeHttpHandler['handle']>) {
    const [{ hostname, port, protocol }] = args;
    const suffix = port === undefined ? '' : `:${port}`;
    this.#outbound.assertAllowed(`${protocol}//${hostname}${suffix}`);
    return super.handle(...args);
  }
}

/** Reads the endpoints that an operator sets. */
export function readEndpoints(config: Config): AwsEndpoints {
  const given = config.getOptionalConfig(
    'infrakitchen.integrations.awsEndpoints',
  );
  return {
    sts: given?.getOptionalString('sts'),
    s3: given?.getOptionalString('s3'),
    secretsManager: given?.getOptionalString('secretsManager'),
  };
}

/**
 * Settings for every client of the SDK. Each setting that the SDK would look up
 * in the backend's own environment or in files of its user has a value here, so
 * that it uses nothing but what was stored for the integration.
 */
export function clientSettings(
  outbound: Outbound,
  options: { region: string; keys?: AwsKeys; endpoint?: string },
) {
  const { endpoint, keys, region } = options;
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    credentials: keys ?? noCredentials,
    requestHandler: new GuardedHandler(outbound, {
      httpAgent: outbound.httpAgent,
      httpsAgent: outbound.httpsAgent,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
    authSchemePreference: [],
    defaultsMode: 'standard' as const,
    maxAttempts: 3,
    retryMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: 'infrakitchen',
  };
}

async function noCredentials(): Promise<never> {
  throw new Error('This call is made without credentials');
}
