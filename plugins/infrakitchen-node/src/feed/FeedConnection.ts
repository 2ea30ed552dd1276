import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  FeedClient,
  type RequestOptions,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** A request that takes longer than this is given up, and made again later. */
const TIMEOUT_MS = 60_000;

/**
 * Talks to InfraKitchen as the plugin itself that reads a feed, such as the
 * catalog or the search.
 *
 * @public
 */
export class FeedConnection {
  readonly client: FeedClient;
  readonly #auth: AuthService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.client = new FeedClient({
      discoveryApi: options.discovery,
      fetchApi: { fetch: (input, init) => fetch(input, init) },
    });
  }

  /** Asked for before each request, since tokens expire. */
  async request(): Promise<RequestOptions> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'infrakitchen',
    });
    return { token, signal: AbortSignal.timeout(TIMEOUT_MS) };
  }
}
