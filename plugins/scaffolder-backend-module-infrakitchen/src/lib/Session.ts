import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  InfrakitchenClient,
  type RequestOptions,
  type Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * What the actions need of the platform.
 *
 * @public
 */
export interface InfrakitchenActionOptions {
  /** Gives the tokens of the one who started the task. */
  auth: AuthService;
  /** Tells where InfraKitchen is. */
  discovery: DiscoveryService;
  /** Address of the portal, for links in logs; `app.baseUrl`. */
  appBaseUrl?: string;
}

/** Talks to InfraKitchen for the one who started the task. */
export class Session {
  readonly client: InfrakitchenClient;
  readonly #auth: AuthService;
  readonly #initiator: () => Promise<BackstageCredentials>;
  readonly #signal?: AbortSignal;
  readonly #appBaseUrl: string;

  constructor(
    options: InfrakitchenActionOptions,
    ctx: {
      getInitiatorCredentials(): Promise<BackstageCredentials>;
      signal?: AbortSignal;
    },
  ) {
    this.client = new InfrakitchenClient({
      discoveryApi: options.discovery,
      fetchApi: { fetch: (input, init) => fetch(input, init) },
    });
    this.#auth = options.auth;
    this.#initiator = () => ctx.getInitiatorCredentials();
    this.#signal = ctx.signal;
    this.#appBaseUrl = options.appBaseUrl?.replace(/\/+$/, '') ?? '';
  }

  /** Where people look at a run, and decide about its plan. */
  pageOfRun(runId: string): string {
    return `${this.#appBaseUrl}/infrakitchen/runs/${runId}`;
  }

  /** Asked for before each request, since tokens expire. */
  async asInitiator(): Promise<RequestOptions> {
    return this.#optionsFor(await this.#initiator());
  }

  /**
   * Only to go on reading a run that the initiator has read already: a user's
   * session ends after an hour, an apply may take longer.
   */
  async asService(): Promise<RequestOptions> {
    return this.#optionsFor(await this.#auth.getOwnServiceCredentials());
  }

  /**
   * Reads the resource of a run that is over. By then the session that it was
   * started with may have ended.
   */
  async readAfterRun(resourceId: string): Promise<Resource> {
    try {
      return await this.client.getResource(
        resourceId,
        await this.asInitiator(),
      );
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 401) {
        throw error;
      }
      return this.client.getResource(resourceId, await this.asService());
    }
  }

  async #optionsFor(onBehalfOf: BackstageCredentials): Promise<RequestOptions> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf,
      targetPluginId: 'infrakitchen',
    });
    return { token, signal: this.#signal };
  }
}
