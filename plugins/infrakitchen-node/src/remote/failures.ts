import {
  InfrakitchenError,
  isInfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectionCheck } from '../integrations';

/** What clients attach to the errors that they throw. */
interface ClientError {
  name?: string;
  code?: unknown;
  cause?: unknown;
  status?: unknown;
  statusCode?: unknown;
  response?: { status?: unknown };
}

const BY_CODE: readonly (readonly [RegExp, string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'its host name cannot be found'],
  [/^ECONNREFUSED$/, 'it refuses the connection'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'the network does not reach it'],
  [/^(ETIMEDOUT|UND_ERR_.*TIMEOUT)$/, 'it does not answer in time'],
  [/CERT|^ERR_(TLS|SSL)|^EPROTO$/, 'its TLS certificate is not accepted'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'it closed the connection'],
];

const BY_STATUS: readonly (readonly [(status: number) => boolean, string])[] = [
  [
    s => s === 401,
    'it does not accept the credentials: they are wrong, expired or revoked',
  ],
  [s => s === 403, 'it does not allow that with these credentials'],
  [s => s === 404, 'it has nothing there, or does not show it'],
  [s => s === 429, 'it limits the rate of requests; try again later'],
  [s => s >= 500, 'it has an internal error'],
  [s => s >= 400, 'it refuses the request'],
  [s => s >= 300, 'it answers with a redirect, which is not followed'],
];

/** A chain of causes that is longer is made to be. */
const MAX_CAUSES = 10;

/**
 * Why a call of a host failed, as the end of a sentence. Nothing of what the
 * host or a client wrote, which may quote the request.
 *
 * @public
 */
export function describeFailure(error: unknown): string {
  for (const at of causesOf(error)) {
    const description = describeOne(at);
    if (description !== undefined) {
      return description;
    }
  }
  return 'the call did not work, or its answer is not understood';
}

function describeOne(error: ClientError): string | undefined {
  if (isOwn(error)) {
    return error.message;
  }
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return 'it does not answer in time';
  }
  const status = ownStatusOf(error);
  if (status !== undefined) {
    return BY_STATUS.find(([fits]) => fits(status))?.[1];
  }
  const code = String(error.code ?? '');
  return BY_CODE.find(([pattern]) => pattern.test(code))?.[1];
}

/** HTTP status that an error of a client tells. @public */
export function statusOf(error: unknown): number | undefined {
  return causesOf(error)
    .map(ownStatusOf)
    .find(status => status !== undefined);
}

function ownStatusOf(error: ClientError): number | undefined {
  // Errors of our own have the status of our answer, not of the host's.
  if (isOwn(error)) {
    return undefined;
  }
  const status = error.status ?? error.statusCode ?? error.response?.status;
  return typeof status === 'number' ? status : undefined;
}

/**
 * A failed check for something that was thrown.
 *
 * @param what - beginning of the sentence, such as `The token cannot be used`.
 * @public
 */
export function failedCheck(
  name: string,
  what: string,
  error: unknown,
): ConnectionCheck {
  return { name, ok: false, message: `${what}: ${describeFailure(error)}` };
}

/**
 * The error of a call that a run needs.
 *
 * @param what - beginning of the sentence.
 * @public
 */
export function remoteFailure(what: string, error: unknown): InfrakitchenError {
  const status = statusOf(error);
  const isRefused = status !== undefined && status >= 400 && status < 429;
  // Without the cause, which may hold the request and so the credentials.
  return new InfrakitchenError(
    isRefused ? 'InputError' : 'ServiceUnavailableError',
    {
      code: isRefused ? 'credentials_refused' : 'integration_unreachable',
      message: `${what}: ${describeFailure(error)}`,
      hint: 'Test the integration to see what is missing.',
    },
  );
}

/** Asks for the culprits first: some clients warn when their code is read. */
function isOwn(error: ClientError): error is InfrakitchenError {
  return 'culprits' in error && isInfrakitchenError(error);
}

function causesOf(error: unknown): ClientError[] {
  const chain: ClientError[] = [];
  let at = error;
  while (typeof at === 'object' && at !== null && chain.length < MAX_CAUSES) {
    chain.push(at);
    at = (at as ClientError).cause;
  }
  return chain;
}
