import {
  InfrakitchenError,
  isInfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { withoutSecrets } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** What to do about the refusals that people meet, by how they are called. */
const advice: [pattern: RegExp, what: string][] = [
  [
    /AADSTS7000215/,
    'The client secret is wrong: give the value, not the id of it',
  ],
  [/AADSTS7000222/, 'The client secret has expired: make a new one'],
  [/AADSTS700016/, 'There is no such application in the tenant'],
  [/AADSTS9000[0-9]{1,3}/, 'Mend the tenant id'],
  [
    /AADSTS7002[0-9]+/,
    'Add a federated credential to the application with the issuer, subject and audience of the identity token',
  ],
  [/AADSTS700024/, 'The identity token is too old: renew its file'],
  [/SubscriptionNotFound/, 'Mend the subscription id, or grant Reader on it'],
  [/AuthorizationPermissionMismatch|AuthorizationFailed/, 'Grant the role'],
  [/ContainerNotFound/, 'Create the container, or mend its name'],
  [
    /TooManyRequests|HTTP 429/,
    'Azure is being asked too often: try again later',
  ],
];

interface VendorError {
  name?: string;
  message?: string;
  code?: string;
  cause?: unknown;
  statusCode?: number;
}

/** Runs calls of the SDK; what fails is told in words, and without secrets. */
export async function explained<T>(
  doing: string,
  work: () => Promise<T>,
  secrets: readonly string[] = [],
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw azureError(doing, error, secrets);
  }
}

/** The code of an error of Blob Storage, such as `BlobNotFound`. */
export function codeOf(error: unknown): string | undefined {
  return (error as VendorError).code;
}

/** Whether Entra ID says why it does not sign somebody in. */
export function isRefusal(error: unknown): boolean {
  return /AADSTS\d/.test((error as VendorError).message ?? '');
}

function azureError(
  doing: string,
  error: unknown,
  secrets: readonly string[],
): InfrakitchenError {
  const known = [error, (error as VendorError).cause].find(isInfrakitchenError);
  if (known) {
    return known;
  }
  const said = withoutSecrets(`${doing} failed: ${wordsOf(error)}`, secrets);
  const answered =
    (error as VendorError).statusCode !== undefined || isRefusal(error);
  const what = advice.find(([pattern]) => pattern.test(said))?.[1];
  // The SDK's error holds the request with its headers, so it is no cause.
  return new InfrakitchenError(
    answered ? 'InputError' : 'ServiceUnavailableError',
    {
      code: answered ? 'azure_refused' : 'azure_unreachable',
      message: what === undefined ? said : `${said}. ${what}`,
    },
  );
}

/** The vendor's words without its traces and correlation ids. */
function wordsOf(error: unknown): string {
  const { name, message = '', code } = error as VendorError;
  const refusal = /AADSTS\d+: .*?(?= Trace ID| - Correlation ID|\r|\n|$)/.exec(
    message,
  );
  const [first] = message.split(/\r?\n/);
  const words = refusal?.[0] ?? `${code ?? name}: ${first}`;
  return words.replace(/[.: ]+$/, '');
}
