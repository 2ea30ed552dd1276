import {
  InfrakitchenError,
  isInfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { withoutSecrets } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** What to do about the refusals that people meet. */
const advice: [pattern: RegExp, what: string][] = [
  [
    /Invalid JWT Signature/,
    'The key was deleted or is another one: make a new key',
  ],
  [/account not found/i, 'The service account does not exist any more'],
  [/Invalid JWT: .*(time|iat|exp)/i, 'Set the clock of this host'],
  [
    /iam\.serviceAccounts\.getAccessToken/,
    'Grant roles/iam.workloadIdentityUser on the service account to the federated identity',
  ],
  [
    /invalid_target|audience/i,
    'Mend the workload identity provider, or the audience that it allows',
  ],
  [/stale|expired/i, 'The identity token is too old: renew its file'],
  [/NOT_FOUND/, 'Create it, or mend its name'],
  [/PERMISSION_DENIED|forbidden/i, 'Grant the permission'],
  [
    /RESOURCE_EXHAUSTED|rateLimit|HTTP 429/,
    'Google Cloud is being asked too often: try again later',
  ],
];

interface VendorError {
  name?: string;
  message?: string;
  code?: string | number;
  cause?: unknown;
  response?: { status: number; data?: unknown };
}

/** Body of an error of an API, or of a token service. */
interface ErrorBody {
  error?:
    | string
    | { message?: string; status?: string; errors?: { reason?: string }[] };
  error_description?: string;
}

/** Runs calls of the client library; what fails is told in words, and without secrets. */
export async function explained<T>(
  doing: string,
  secrets: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw gcpError(doing, secrets, error);
  }
}

function gcpError(
  doing: string,
  secrets: readonly string[],
  error: unknown,
): InfrakitchenError {
  const known = causes(error).find(isInfrakitchenError);
  if (known) {
    return known;
  }
  const said = withoutSecrets(
    `${doing} failed: ${wordsOf(error)}`,
    secrets,
  ).replace(/[.: ]+$/, '');
  const answered = (error as VendorError).response !== undefined;
  const what = answered
    ? advice.find(([pattern]) => pattern.test(said))?.[1]
    : undefined;
  // The library's error holds the request with its headers, so it is no cause.
  return new InfrakitchenError(
    answered ? 'InputError' : 'ServiceUnavailableError',
    {
      code: answered ? 'gcp_refused' : 'gcp_unreachable',
      message: what === undefined ? said : `${said}. ${what}`,
    },
  );
}

function wordsOf(error: unknown): string {
  const { response } = error as VendorError;
  if (!response) {
    // `fetch failed` alone says nothing; the reason stands behind it.
    const messages = causes(error).map(({ message }) => message);
    return [...new Set(messages)].join(': ');
  }
  const body = asObject(response.data);
  const told = body?.error;
  const words =
    typeof told === 'object'
      ? [told.status ?? told.errors?.[0]?.reason, told.message]
      : [told, body?.error_description];
  const given = words.filter(word => typeof word === 'string');
  return given.length > 0
    ? given.join(': ')
    : `HTTP ${response.status} without words that are known`;
}

/** Text is JSON where an answer was asked for as text. */
function asObject(data: unknown): ErrorBody | undefined {
  try {
    const value: unknown = typeof data === 'string' ? JSON.parse(data) : data;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Errors of Node itself are of another kind of `Error` where code is sandboxed. */
function causes(error: unknown): Error[] {
  const found: Error[] = [];
  let at = error as Error | undefined;
  while (typeof at === 'object' && at !== null && found.length < 5) {
    found.push(at);
    at = at.cause as Error | undefined;
  }
  return found;
}
