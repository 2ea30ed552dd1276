import type { Text } from './messages';
import type { PullRequestEvent } from './types';

/** What approvers are told of a pull request that is open. */
export function pullRequestWaitsText(event: PullRequestEvent): Text {
  return {
    title: `The pull request of '${event.resourceName}' waits for you`,
    description: `${event.templateName}. Merge ${nameOf(
      event,
    )}, or approve its plan in the portal, which merges it.`,
    severity: 'high',
  };
}

/** What approvers and the requester are told where it does not come about. */
export function pullRequestStuckText(
  event: PullRequestEvent,
  problem: string,
): Text {
  return {
    title: `The pull request of '${event.resourceName}' cannot be opened`,
    description: `${sentence(problem)} It is tried again from time to time.`,
    severity: 'high',
  };
}

/** What approvers and the requester are told where a merge let nothing go on. */
export function mergeHeldText(event: PullRequestEvent): Text {
  return {
    title: `The pull request of '${event.resourceName}' was merged, but its run is held`,
    description: sentence(event.problem ?? 'Look at the run and decide'),
    severity: 'high',
  };
}

/** What is told of a folder that somebody changed by hand. */
export function codeEditedText(
  resource: { name: string; templateName: string },
  isRemoved: boolean,
): Text {
  return {
    title: `The code of '${resource.name}' was ${
      isRemoved ? 'removed' : 'edited'
    } by hand`,
    description: `${resource.templateName}. Nothing of it is applied. Look at the difference, and take it back or change the resource.`,
    severity: 'normal',
  };
}

function nameOf({ number }: PullRequestEvent): string {
  return number ? `#${number}` : 'it';
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
