import { setTimeout as sleep } from 'node:timers/promises';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { PullRequest } from './repositoryHost';

const POLLS = 10;
const POLL_MS = 500;

/**
 * Merges a pull request at one head commit, and finds out why where the host
 * refuses. One that is merged already at that commit is fine.
 *
 * @param options - `merge` asks the host, with the head that it must have
 * where the host can be told.
 * @throws `pull_request_moved`, `pull_request_blocked`, and what `read` and
 * `merge` throw.
 * @public
 */
export async function mergeExpected(options: {
  headCommit: string;
  read(): Promise<PullRequest>;
  merge(current: PullRequest): Promise<void>;
}): Promise<PullRequest> {
  const { headCommit, read, merge } = options;
  const before = await read();
  if (isMergedAt(before, headCommit)) {
    return before;
  }
  assertOpenAt(before, headCommit);
  let failure: unknown;
  try {
    await merge(before);
  } catch (error) {
    failure = error;
  }
  // Also after a failure, which may be that of the answer alone.
  const after = await read().catch(error => {
    throw failure ?? error;
  });
  if (isMergedAt(after, headCommit)) {
    return after;
  }
  if (failure === undefined) {
    assertOpenAt(after, headCommit);
    const ended = await untilEnded(after, read);
    if (isMergedAt(ended, headCommit)) {
      return ended;
    }
    assertOpenAt(ended, headCommit);
    throw blocked(after, ['the host has not finished merging it']);
  }
  assertOpenAt(after, headCommit);
  throw isRefusal(failure, after) ? blocked(after, after.blockers) : failure;
}

/** Some hosts say yes, and merge a moment later. */
async function untilEnded(
  at: PullRequest,
  read: () => Promise<PullRequest>,
): Promise<PullRequest> {
  let current = at;
  for (let poll = 0; poll < POLLS && current.state === 'open'; poll++) {
    await sleep(POLL_MS);
    current = await read();
  }
  return current;
}

function isMergedAt(at: PullRequest, headCommit: string): boolean {
  return at.state === 'merged' && at.headCommit === headCommit;
}

function assertOpenAt(at: PullRequest, headCommit: string): void {
  if (at.headCommit !== headCommit) {
    throw new InfrakitchenError('ConflictError', {
      code: 'pull_request_moved',
      message: `The head of pull request ${at.number} is ${short(
        at.headCommit,
      )} and no more ${short(headCommit)}`,
      hint: 'Look at what was pushed, and plan again.',
    });
  }
  if (at.state !== 'open') {
    throw blocked(at, ['it is closed']);
  }
}

/** A refusal by rules looks like missing rights with some hosts. */
function isRefusal(failure: unknown, after: PullRequest): boolean {
  const { code } = failure as { code?: unknown };
  return (
    code === 'remote_refused' ||
    (code === 'remote_denied' && after.mergeability !== 'mergeable')
  );
}

function blocked(at: PullRequest, blockers: string[]): InfrakitchenError {
  const missing =
    blockers.length > 0 ? blockers : ['the host does not say what is missing'];
  return new InfrakitchenError('ConflictError', {
    code: 'pull_request_blocked',
    message: `Pull request ${at.number} cannot be merged: ${missing.join(
      '; ',
    )}`,
  });
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
