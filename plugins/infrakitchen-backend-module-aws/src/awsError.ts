import {
  InfrakitchenError,
  isInfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { withoutSecrets } from '@infrakitchen/backstage-plugin-infrakitchen-node';

const TOO_OFTEN = 'AWS is being asked too often: try again later';
/** How the SDK calls an answer that says nothing, such as that of a proxy. */
const UNTOLD = 'Unknown';

/** What to do about the refusals that people meet. */
const advice: Record<string, string> = {
  InvalidClientTokenId:
    'The access key does not exist or is not active: give another one',
  InvalidAccessKeyId:
    'The access key does not exist or is not active: give another one',
  UnrecognizedClientException:
    'The access key does not exist or is not active: give another one',
  SignatureDoesNotMatch:
    'The secret access key does not belong to the access key: give both again',
  AccessDenied:
    'Grant the permission, or mend the trust policy of the role or its external id',
  AccessDeniedException: 'Grant the permission',
  ExpiredToken: 'The session is over: start again',
  ExpiredTokenException: 'The identity token is too old: renew its file',
  InvalidIdentityToken:
    'Let the account trust the issuer of the identity token, with its audience',
  RequestTimeTooSkewed: 'Set the clock of this host',
  RegionDisabledException: 'Activate the region in the account',
  NoSuchBucket: 'Create the bucket, or mend its name and region',
  PermanentRedirect: 'The bucket is in another region: mend its region',
  AuthorizationHeaderMalformed:
    'The bucket is in another region: mend its region',
  ResourceNotFoundException: 'Create the secret, or mend its name and region',
  ThrottlingException: TOO_OFTEN,
  Throttling: TOO_OFTEN,
  SlowDown: TOO_OFTEN,
};

interface VendorError {
  name?: string;
  message?: string;
  code?: string;
  cause?: unknown;
  $metadata?: { httpStatusCode?: number };
}

/** Runs calls of the SDK; what fails is told in words, and without secrets. */
export async function explained<T>(
  doing: string,
  secrets: readonly (string | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw awsError(doing, secrets, error);
  }
}

/** Whether AWS answered with a status, such as that a precondition failed. */
export function hasStatus(error: unknown, ...statuses: number[]): boolean {
  const status = (error as VendorError).$metadata?.httpStatusCode;
  return status !== undefined && statuses.includes(status);
}

function awsError(
  doing: string,
  secrets: readonly (string | undefined)[],
  error: unknown,
): InfrakitchenError {
  const known = [error, (error as VendorError).cause].find(isInfrakitchenError);
  if (known) {
    return known;
  }
  const status = (error as VendorError).$metadata?.httpStatusCode;
  const answered = status !== undefined;
  const { kind, message } = wordsOf(error as VendorError, status);
  const said = withoutSecrets(
    `${doing} failed: ${kind}: ${message ?? ''}`,
    secrets.filter(secret => secret !== undefined),
  );
  // The SDK's error holds the request with its headers, so it is no cause.
  return new InfrakitchenError(
    answered ? 'InputError' : 'ServiceUnavailableError',
    {
      code: answered ? 'aws_refused' : 'aws_unreachable',
      message: [said.replace(/[.: ]+$/, ''), adviceFor(kind, status)]
        .filter(part => part !== undefined)
        .join('. '),
    },
  );
}

function wordsOf(
  { name, message, code }: VendorError,
  status: number | undefined,
): { kind: string; message?: string } {
  if (status === undefined) {
    return { kind: code ?? name ?? 'unknown error', message };
  }
  return name === undefined || name === UNTOLD
    ? { kind: `HTTP ${status}`, message: 'AWS does not say why' }
    : { kind: name, message };
}

function adviceFor(
  kind: string,
  status: number | undefined,
): string | undefined {
  return advice[kind] ?? (status === 429 ? TOO_OFTEN : undefined);
}
