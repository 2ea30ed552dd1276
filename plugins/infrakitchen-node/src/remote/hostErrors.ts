import {
  InfrakitchenError,
  isInfrakitchenError,
  type InfrakitchenErrorName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { describeFailure, statusOf } from './failures';

const DEFAULT_WAIT_SECONDS = 60;
const MAX_CAUSES = 10;

/** A host wants to be left alone for a while. @public */
export class RemoteThrottledError extends InfrakitchenError {
  /** How long to wait before the next call. */
  readonly retryAfterSeconds: number;

  constructor(what: string, retryAfterSeconds: number) {
    super('ServiceUnavailableError', {
      code: 'remote_throttled',
      message: `${what}: the host limits the rate of requests; try again in ${retryAfterSeconds} s`,
    });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** How long a host wants to be left alone, in seconds, where it throttled. @public */
export function retryAfterOf(error: unknown): number | undefined {
  const { code, retryAfterSeconds } = (error ??
    {}) as Partial<RemoteThrottledError>;
  return code === 'remote_throttled' ? retryAfterSeconds : undefined;
}

const CODES: readonly (readonly [
  (status: number) => boolean,
  string,
  InfrakitchenErrorName,
])[] = [
  [s => s === 401 || s === 403, 'remote_denied', 'NotAllowedError'],
  [s => s === 404 || s === 410, 'remote_not_found', 'NotFoundError'],
  [s => s >= 400 && s < 500 && s !== 408, 'remote_refused', 'InputError'],
];

/**
 * What a call of a host's API failed with, as every {@link RepositoryHost}
 * tells it: `remote_not_found`, `remote_denied`, `remote_throttled`,
 * `remote_unavailable`, and `remote_refused` for what the host does not take.
 * Nothing of what the host wrote is in it.
 *
 * @param what - beginning of the sentence, such as `The branch cannot be read`.
 * @public
 */
export function hostError(what: string, error: unknown): InfrakitchenError {
  if (isOwn(error)) {
    return error.code === 'provider_timed_out' ||
      error.code === 'integration_unreachable'
      ? unavailable(what, error)
      : error;
  }
  const status = statusOf(error);
  const wait = throttledFor(error, status);
  if (wait !== undefined) {
    return new RemoteThrottledError(what, wait);
  }
  const found = CODES.find(([fits]) => status !== undefined && fits(status));
  if (!found) {
    return unavailable(what, error);
  }
  const [, code, name] = found;
  // Without the cause, which may hold the request and so the credentials.
  return new InfrakitchenError(name, {
    code,
    message: `${what}: ${describeFailure(error)}`,
  });
}

function unavailable(what: string, error: unknown): InfrakitchenError {
  return new InfrakitchenError('ServiceUnavailableError', {
    code: 'remote_unavailable',
    message: `${what}: ${describeFailure(error)}`,
    hint: 'Try again later.',
  });
}

/** Asks for the culprits first: some clients warn when their code is read. */
function isOwn(error: unknown): error is InfrakitchenError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'culprits' in error &&
    isInfrakitchenError(error)
  );
}

/** Hosts throttle with 429, and some with 403 and a header that says so. */
function throttledFor(
  error: unknown,
  status: number | undefined,
): number | undefined {
  const header = headersOf(error);
  const after = header('retry-after');
  const isSpent = header('x-ratelimit-remaining') === '0';
  const isThrottled =
    status === 429 ||
    ((status === 403 || status === 503) && after !== undefined) ||
    (status === 403 && isSpent);
  if (!isThrottled) {
    return undefined;
  }
  const reset = Number(
    header('x-ratelimit-reset') ?? header('ratelimit-reset'),
  );
  const waits = [
    Number(after ?? Number.NaN),
    (Date.parse(after ?? '') - Date.now()) / 1000,
    reset - Date.now() / 1000,
  ];
  const wait = waits.find(seconds => Number.isFinite(seconds));
  return Math.max(1, Math.ceil(wait ?? DEFAULT_WAIT_SECONDS));
}

/** Clients have the headers of an answer in different places. */
function headersOf(error: unknown): (name: string) => string | undefined {
  let at = error as {
    headers?: unknown;
    responseHeaders?: unknown;
    response?: { headers?: unknown };
    cause?: unknown;
  };
  for (let depth = 0; depth < MAX_CAUSES && at; depth++) {
    // In this order, since one client warns of the last.
    const headers = at.response?.headers ?? at.responseHeaders ?? at.headers;
    if (headers instanceof Headers) {
      return name => headers.get(name) ?? undefined;
    }
    if (typeof headers === 'object' && headers !== null) {
      const found = headers as Record<string, unknown>;
      return name =>
        found[name] === undefined ? undefined : String(found[name]);
    }
    at = at.cause as typeof at;
  }
  return () => undefined;
}
