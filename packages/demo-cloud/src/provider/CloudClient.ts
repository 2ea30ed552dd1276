import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CustomErrorBase, ServiceUnavailableError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { Issue, KindDefinition, Region } from '../kinds';

/** An object as the cloud shows it. */
export interface CloudView {
  id: string;
  attributes: JsonObject;
}

/** The cloud refused a request. */
export class CloudRequestError extends CustomErrorBase {
  name = 'CloudRequestError' as const;

  constructor(
    message: string,
    readonly status: number,
    readonly issues: Issue[],
  ) {
    super(message);
  }
}

/** The engine was told to stop. */
export class StoppedError extends CustomErrorBase {
  name = 'StoppedError' as const;
}

const BUSY_ATTEMPTS = 12;
const UNREACHABLE_ATTEMPTS = 4;
const CANCEL_INTERVAL_MS = 200;

/** Talks to the cloud, patiently: it repeats what is worth repeating. */
export class CloudClient {
  readonly #endpoint: string;
  readonly #stopped = new AbortController();
  readonly #pending = new Set<string>();

  constructor(endpoint: string) {
    this.#endpoint = endpoint.replace(/\/+$/, '');
  }

  async regions(): Promise<Region[]> {
    const { items } = await this.#send('GET', '/v1/regions');
    return items as unknown as Region[];
  }

  /** The object, or undefined when there is none. */
  async read(kind: KindDefinition, id: string): Promise<CloudView | undefined> {
    return orUndefined(this.#send('GET', pathOf(kind, id)));
  }

  async create(kind: KindDefinition, attributes: JsonObject) {
    return asView(await this.#send('POST', pathOf(kind), attributes));
  }

  async update(kind: KindDefinition, id: string, changes: JsonObject) {
    return asView(await this.#send('PATCH', pathOf(kind, id), changes));
  }

  /** An object that is gone already counts as deleted. */
  async delete(kind: KindDefinition, id: string): Promise<void> {
    await orUndefined(this.#send('DELETE', pathOf(kind, id)));
  }

  /**
   * Asks the cloud to drop what it has not begun. Each request under way then
   * answers whether it was done or not, so nothing is left in doubt.
   */
  async stop(): Promise<void> {
    this.#stopped.abort();
    // A request can still be on its way to the cloud, which then knows
    // nothing of it: ask again until all have been answered.
    while (this.#pending.size > 0) {
      await Promise.allSettled(
        [...this.#pending].map(id =>
          this.#fetch('DELETE', `/v1/requests/${id}`),
        ),
      );
      await sleep(CANCEL_INTERVAL_MS);
    }
  }

  async #send(
    method: string,
    path: string,
    body?: JsonObject,
  ): Promise<JsonObject> {
    const requestId = randomUUID();
    for (let attempt = 1; ; attempt++) {
      this.#assertRunning();
      const answer = await this.#attempt(method, path, requestId, body);
      if ('body' in answer) {
        return answer.body;
      }
      if (attempt >= answer.attempts) {
        throw answer.error;
      }
      await this.#pause(answer.retryAfterMs ?? 100 * 2 ** attempt);
    }
  }

  async #attempt(
    method: string,
    path: string,
    requestId: string,
    body?: JsonObject,
  ): Promise<
    | { body: JsonObject }
    | { error: Error; attempts: number; retryAfterMs?: number }
  > {
    this.#pending.add(requestId);
    try {
      const response = await this.#fetch(method, path, requestId, body);
      const text = await response.text();
      if (response.ok) {
        return { body: text ? JSON.parse(text) : {} };
      }
      return {
        error: refusal(response.status, text),
        attempts: isBusy(response.status) ? BUSY_ATTEMPTS : 1,
        retryAfterMs: retryAfter(response),
      };
    } catch (error) {
      return {
        error: new ServiceUnavailableError(
          `The demo cloud at ${this.#endpoint} does not answer`,
          error,
        ),
        attempts: UNREACHABLE_ATTEMPTS,
      };
    } finally {
      this.#pending.delete(requestId);
    }
  }

  #fetch(
    method: string,
    path: string,
    requestId: string = randomUUID(),
    body?: JsonObject,
  ) {
    return fetch(`${this.#endpoint}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-request-id': requestId,
      },
      body: body && JSON.stringify(body),
    });
  }

  async #pause(milliseconds: number): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: this.#stopped.signal });
    } catch {
      this.#assertRunning();
    }
  }

  #assertRunning(): void {
    if (this.#stopped.signal.aborted) {
      throw new StoppedError('The engine was told to stop');
    }
  }
}

function pathOf(kind: KindDefinition, id?: string): string {
  return `/v1/${kind.plural}${
    id === undefined ? '' : `/${encodeURIComponent(id)}`
  }`;
}

function asView(body: JsonObject): CloudView {
  return body as unknown as CloudView;
}

async function orUndefined(
  request: Promise<JsonObject>,
): Promise<CloudView | undefined> {
  try {
    return asView(await request);
  } catch (error) {
    if (error instanceof CloudRequestError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

function isBusy(status: number): boolean {
  return status === 429 || status === 503;
}

function retryAfter(response: Response): number | undefined {
  const header = response.headers.get('retry-after');
  return header && /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
}

function refusal(status: number, text: string): CloudRequestError {
  try {
    const { error } = JSON.parse(text);
    return new CloudRequestError(error.message, status, error.issues ?? []);
  } catch {
    return new CloudRequestError(
      `The demo cloud answered ${status}`,
      status,
      [],
    );
  }
}
