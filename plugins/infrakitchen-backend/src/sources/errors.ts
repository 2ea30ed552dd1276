import {
  InfrakitchenError,
  isInfrakitchenError,
  type Culprit,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { GitResult } from './gitProcess';

const NOT_FOUND = [
  /repository .* not found/i,
  /not appear to be a git repository/i,
  /repository not found/i,
  // What hosts answer for a private repository, so as not to tell that it exists.
  /could not read (username|password)/i,
  /authentication failed/i,
  /returned error: 40[134]/i,
];

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/could not resolve host/i, 'its host name cannot be resolved'],
  [
    /connection refused|(couldn't|failed to) connect/i,
    'the host refuses the connection',
  ],
  [/timed out|timeout/i, 'the host does not answer in time'],
  [/no route to host|network is unreachable/i, 'the network is not reachable'],
  [
    /host key verification failed|no .* host key is known/i,
    'the SSH host key is not known to this machine',
  ],
  [
    /permission denied \(/i,
    'the host does not accept the SSH key of this machine',
  ],
  [/certificate|ssl|tls/i, 'its TLS certificate is not accepted'],
  [
    /redirect|returned error: 30\d/i,
    'the host redirects elsewhere; use the address that it redirects to',
  ],
  [/returned error: 5\d\d/i, 'the host has an internal error'],
  [/dubious ownership/i, 'the repository belongs to another user'],
  [/cannot run ssh|ssh: not found/i, 'no SSH client is installed'],
];

/** A local git command failed for a reason that is nobody's input. */
export class GitCommandFailed extends Error {
  override readonly name = 'GitCommandFailed';

  constructor(command: string, exitCode: number | undefined) {
    super(`git ${command} failed with exit code ${exitCode ?? 'none'}`);
  }
}

/**
 * What went wrong, in words of our own: the output of git may hold paths and
 * settings of this machine.
 */
export function toGitError(
  { url, secrets }: { url: string; secrets: readonly string[] },
  result: GitResult,
  timeoutMs: number,
): InfrakitchenError {
  if (result.outcome === 'timed_out') {
    return gitTimedOut(`'${url}'`, timeoutMs, url);
  }
  if (result.outcome === 'too_much_output') {
    return unreachable(url, 'it has more tags and branches than can be read');
  }
  if (NOT_FOUND.some(pattern => pattern.test(result.stderr))) {
    return new InfrakitchenError('InputError', {
      code: 'repository_not_found',
      message: `There is no repository at '${url}', or ${
        secrets.length > 0
          ? 'the credentials for its host may not read it'
          : 'it cannot be read without signing in: add an integration for its host'
      }`,
      culprits: repositoryCulprit(url),
    });
  }
  if (/returned error: 429/i.test(result.stderr)) {
    return new InfrakitchenError('ServiceUnavailableError', {
      code: 'repository_throttled',
      message: `The host of the repository '${url}' limits the rate of requests; try again later`,
      culprits: repositoryCulprit(url),
    });
  }
  const reason = REASONS.find(([pattern]) => pattern.test(result.stderr));
  return unreachable(url, reason?.[1] ?? 'git could not read it');
}

/** Git took longer than it may. */
export function gitTimedOut(
  what: string,
  timeoutMs: number,
  url?: string,
): InfrakitchenError {
  return new InfrakitchenError('ServiceUnavailableError', {
    code: 'repository_timeout',
    message: `Git took longer than ${
      timeoutMs / 1000
    } s for ${what}; the limit is infrakitchen.git.timeout`,
    culprits: url ? repositoryCulprit(url) : [],
  });
}

/** What went wrong before git was started, without what a client wrote. */
export function signInFailed(url: string, error: unknown): InfrakitchenError {
  return isInfrakitchenError(error)
    ? error
    : new InfrakitchenError('ServiceUnavailableError', {
        code: 'git_sign_in_failed',
        message: `There are credentials for '${url}', but they could not be used to sign in`,
        culprits: repositoryCulprit(url),
        hint: 'Test the integration, or check the integrations of the portal.',
      });
}

export function repositoryCulprit(url: string): Culprit[] {
  return [{ kind: 'repository', name: url }];
}

function unreachable(url: string, why: string): InfrakitchenError {
  return new InfrakitchenError('ServiceUnavailableError', {
    code: 'repository_unreachable',
    message: `The repository '${url}' cannot be reached: ${why}`,
    culprits: repositoryCulprit(url),
    hint: 'The log of the backend has the answer of git.',
  });
}
