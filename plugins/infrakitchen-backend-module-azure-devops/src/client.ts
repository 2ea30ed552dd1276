import type { RequestOptions } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  statusOf,
  untilAborted,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { WebApi } from 'azure-devops-node-api';
import type { IRequestHandler } from 'azure-devops-node-api/interfaces/common/VsoBaseInterfaces';

const SOCKET_TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 3;
const MAX_WAIT_MS = 10_000;

type Context = Pick<ProviderContext, 'outbound' | 'signal'>;

/** Signs requests to one host, and refuses all others. */
class BoundHandler implements IRequestHandler {
  readonly #url: URL;
  readonly #authorization: string;
  readonly #context: Context;

  constructor(
    organizationUrl: string,
    authorization: string,
    context: Context,
  ) {
    this.#url = new URL(organizationUrl);
    this.#authorization = authorization;
    this.#context = context;
  }

  prepareRequest(options: RequestOptions): void {
    const { protocol, hostname, port } = this.#url;
    const isSecure = protocol === 'https:';
    const ownPort = Number(port) || (isSecure ? 443 : 80);
    if (options.host !== hostname || options.port !== ownPort) {
      throw new InfrakitchenError('NotAllowedError', {
        code: 'other_host',
        message: `The credentials belong to '${hostname}' and are not sent to '${options.host}'`,
      });
    }
    const { httpsAgent, httpAgent } = this.#context.outbound;
    options.agent = isSecure ? httpsAgent : httpAgent;
    options.signal = this.#context.signal;
    options.headers = {
      ...options.headers,
      Authorization: this.#authorization,
      // Without it, wrong credentials lead to a page for signing in.
      'X-TFS-FedAuthRedirect': 'Suppress',
    };
  }

  canHandleAuthentication(): boolean {
    return false;
  }

  async handleAuthentication(): Promise<never> {
    throw new Error('Not asked for');
  }
}

/**
 * Azure DevOps' client for one organisation. It follows no redirect and knows
 * no proxy or certificate but those of the guarded way out.
 */
export function createClient(
  organizationUrl: string,
  authorization: string,
  context: Context,
): WebApi {
  const handler = new BoundHandler(organizationUrl, authorization, context);
  return new WebApi(organizationUrl, handler, {
    allowRedirects: false,
    allowRetries: false,
    socketTimeout: SOCKET_TIMEOUT_MS,
  });
}

/**
 * Calls with patience for throttling, and no longer than the signal allows,
 * which the client itself does not know.
 */
export async function ask<T>(
  { signal }: Context,
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await untilAborted(signal, call());
    } catch (error) {
      const wait = waitOf(error, attempt);
      if (wait === undefined || wait > MAX_WAIT_MS || attempt >= MAX_ATTEMPTS) {
        throw error;
      }
      await sleep(wait, undefined, { signal });
    }
  }
}

function waitOf(error: unknown, attempt: number): number | undefined {
  if (statusOf(error) !== 429) {
    return undefined;
  }
  const { responseHeaders } = error as {
    responseHeaders?: Record<string, string>;
  };
  const seconds = Number(responseHeaders?.['retry-after']);
  return Number.isFinite(seconds) ? seconds * 1000 : 500 * 2 ** attempt;
}
