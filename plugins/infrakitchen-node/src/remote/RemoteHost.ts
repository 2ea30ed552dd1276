import { setTimeout as sleep } from 'node:timers/promises';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  clockCheck,
  type ConnectionCheck,
  type ProviderContext,
} from '../integrations';
import { limitBody } from './limitBody';

const MAX_ATTEMPTS = 3;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 10_000;
const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Some hosts answer with one of the others when they throttle. */
const TOO_MANY_REQUESTS = 429;
const PERHAPS_THROTTLED = [403, 503];

/** `fetch` of one host. @public */
export type RemoteFetch = (
  url: string | URL,
  init?: RequestInit,
) => Promise<Response>;

/** What a host answered with success. @public */
export interface RemoteAnswer {
  headers: Headers;
  /** Nothing where the answer is not JSON. */
  body: unknown;
}

/** A host answered that it does not do what was asked. @public */
export class RemoteStatusError extends Error {
  override readonly name = 'RemoteStatusError';
  readonly status: number;
  readonly headers: Headers;
  /** To decide by, never to show; nothing where the answer is not JSON. */
  readonly body: unknown;

  constructor(status: number, headers: Headers, body?: unknown) {
    super(`The host answered with status ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/**
 * The one host that credentials belong to. Whatever is sent through it goes
 * nowhere else, also not after a redirect; throttling is waited for within
 * bounds, and answers have a largest size.
 *
 * @public
 */
export class RemoteHost {
  readonly #base: URL;
  readonly #context: Pick<ProviderContext, 'outbound' | 'signal'>;
  #date: string | undefined;
  #failure: unknown;

  /**
   * @param baseUrl - what paths are below.
   * @throws InputError `config_invalid` where that is no URL.
   */
  constructor(
    context: Pick<ProviderContext, 'outbound' | 'signal'>,
    baseUrl: string,
  ) {
    this.#context = context;
    if (!URL.canParse(baseUrl)) {
      throw new InfrakitchenError('InputError', {
        code: 'config_invalid',
        message: 'The address of the host is not a URL',
      });
    }
    this.#base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  }

  /** For clients of vendors that take a `fetch`. */
  readonly fetch: RemoteFetch = async (url, init = {}) => {
    this.#failure = undefined;
    try {
      return await this.#fetch(new URL(url, this.#base), init);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  };

  /** Why the last call got no answer, for clients that do not tell. */
  get failure(): unknown {
    return this.#failure;
  }

  /**
   * Asks for JSON.
   *
   * @param path - below the base, without a leading slash.
   * @throws RemoteStatusError where the host does not answer with success.
   */
  async request(path: string, init: RequestInit = {}): Promise<RemoteAnswer> {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) {
      headers.set('accept', 'application/json');
    }
    const response = await this.fetch(new URL(path, this.#base), {
      ...init,
      headers,
    });
    const body = parse(await response.text());
    if (!response.ok) {
      throw new RemoteStatusError(response.status, response.headers, body);
    }
    return { headers: response.headers, body };
  }

  /** What a request for a path names it as, for signatures over it. */
  pathOf(path: string): string {
    const { pathname, search } = new URL(path, this.#base);
    return `${pathname}${search}`;
  }

  /** Tells whether the clocks agree, once the host has answered. */
  clockChecks(): ConnectionCheck[] {
    return clockCheck(
      this.#date === undefined ? undefined : Date.parse(this.#date),
    );
  }

  async #fetch(url: URL, init: RequestInit): Promise<Response> {
    let target = url;
    for (let redirects = 0; ; redirects++) {
      const response = await this.#sendPatiently(target, init);
      const location = response.headers.get('location');
      if (!REDIRECTS.includes(response.status) || location === null) {
        return limitBody(response);
      }
      await response.body?.cancel();
      target = this.#follow(target, location, init, redirects);
    }
  }

  async #sendPatiently(url: URL, init: RequestInit): Promise<Response> {
    this.#assertOwn(url);
    const { outbound, signal } = this.#context;
    const signals = init.signal ? [signal, init.signal] : [signal];
    for (let attempt = 1; ; attempt++) {
      const response = await outbound.fetch(url, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.any(signals),
      });
      this.#date = response.headers.get('date') ?? this.#date;
      const wait = waitOf(response, attempt);
      if (wait === undefined || wait > MAX_WAIT_MS || attempt >= MAX_ATTEMPTS) {
        return response;
      }
      await response.body?.cancel();
      await sleep(wait, undefined, { signal });
    }
  }

  #assertOwn(url: URL): void {
    if (url.origin !== this.#base.origin) {
      throw new InfrakitchenError('NotAllowedError', {
        code: 'other_host',
        message: `The credentials belong to '${
          this.#base.host
        }' and are not sent to '${url.host}'`,
        culprits: [{ kind: 'field', name: url.host }],
      });
    }
  }

  #follow(from: URL, location: string, init: RequestInit, redirects: number) {
    const method = init.method ?? 'GET';
    const to = new URL(location, from);
    this.#assertOwn(to);
    if (redirects >= MAX_REDIRECTS || (method !== 'GET' && method !== 'HEAD')) {
      throw new InfrakitchenError('ServiceUnavailableError', {
        code: 'integration_unreachable',
        message: `'${
          this.#base.host
        }' answers with a redirect that cannot be followed`,
      });
    }
    return to;
  }
}

/** How long to wait before another attempt; nothing where the answer is one. */
function waitOf(response: Response, attempt: number): number | undefined {
  const { status, headers } = response;
  const after = headers.get('retry-after');
  const isThrottled =
    status === TOO_MANY_REQUESTS ||
    (after !== null && PERHAPS_THROTTLED.includes(status));
  if (!isThrottled) {
    return undefined;
  }
  if (after === null) {
    return FIRST_WAIT_MS * 2 ** attempt;
  }
  const seconds = Number(after);
  return Number.isFinite(seconds)
    ? Math.max(0, seconds * 1000)
    : Math.max(0, Date.parse(after) - Date.now()) || 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
