import type { GitResult } from '../../sources/gitProcess';
import type { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { oneLine, pushRefused } from './errors';

/** What became of a push. */
export type PushOutcome =
  | { pushed: true }
  /** Something has moved since it was read; to be read again. */
  | { pushed: false; problem: InfrakitchenError };

const MAX_REASON = 600;
/** What hosts answer where credentials may read, but not push. */
const NOT_WRITABLE =
  /returned error: 40[13]|authentication failed|could not read (username|password)|permission to .* denied|write access .* not granted|not allowed to push/i;
/** The host has not what the push builds on, since its base moved meanwhile. */
const BASE_GONE =
  /pack-objects died|unpacker error|unable to read|bad object|missing necessary objects|shallow update not allowed|did not receive expected object|cannot lock ref|failed to update ref|reference already exists/i;

/** Tells what became of a push; a refusal is an error that says why. */
export function readPush(
  result: GitResult,
  options: {
    url: string;
    branch: string;
    secrets: readonly string[];
    /** What to say of failures that are not about pushing. */
    otherwise: () => InfrakitchenError;
  },
): PushOutcome {
  if (result.outcome === 'succeeded') {
    return { pushed: true };
  }
  const { url, branch } = options;
  const status = /^!\t[^\t]*\t(.*)$/m.exec(result.stdout)?.[1] ?? '';
  const refusal = pushRefused(
    url,
    branch,
    describeRefusal(status, result, options.secrets),
  );
  if (status.startsWith('[rejected]') || BASE_GONE.test(status)) {
    return { pushed: false, problem: refusal };
  }
  if (status.startsWith('[remote rejected]')) {
    throw refusal;
  }
  if (NOT_WRITABLE.test(result.stderr)) {
    throw pushRefused(
      url,
      branch,
      options.secrets.length > 0
        ? 'the credentials may not push to it'
        : 'nobody may push without signing in, and there is no integration for its host with rights to write',
    );
  }
  if (result.outcome === 'failed' && BASE_GONE.test(result.stderr)) {
    return { pushed: false, problem: options.otherwise() };
  }
  throw options.otherwise();
}

/** The reason that git tells, and what hooks of the host said. */
function describeRefusal(
  status: string,
  { stderr }: GitResult,
  secrets: readonly string[],
): string {
  const reason = /\((.*)\)/.exec(status)?.[1] ?? 'no reason was given';
  const said = stderr
    .split('\n')
    .filter(line => line.startsWith('remote: '))
    .map(line => line.slice('remote: '.length).trim())
    .filter(Boolean)
    .join(' ');
  const text = said ? `${reason} (it says: ${said})` : reason;
  // A hook may repeat what it was sent.
  const masked = secrets.reduce(
    (rest, secret) => rest.replaceAll(secret, '***'),
    text,
  );
  return oneLine(masked, MAX_REASON);
}
