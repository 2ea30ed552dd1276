import type { WorkspacePullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ChipTone } from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** Number and title, or the branch while it is being opened. */
export function titleText(
  pullRequest: Pick<WorkspacePullRequest, 'number' | 'title' | 'branch'>,
): string {
  const { number, title, branch } = pullRequest;
  return `${number ? `#${number} ` : ''}${title ?? branch}`;
}

/** How a state looks. */
export const stateTones: Record<WorkspacePullRequest['state'], ChipTone> = {
  opening: 'info',
  open: 'info',
  merged: 'success',
  closed: 'neutral',
  failed: 'danger',
};

/** How a check looks. */
export const checkTones: Record<
  WorkspacePullRequest['checks'][number]['state'],
  ChipTone
> = { pending: 'info', passed: 'success', failed: 'danger' };

/** What it does to the folder, after its subject. */
export const directionTexts: Record<WorkspacePullRequest['direction'], string> =
  { update: 'writes', delete: 'removes', restore: 'takes back' };

/** Whether it may still be merged or closed. */
export function isOpen({ state }: Pick<WorkspacePullRequest, 'state'>) {
  return state === 'open' || state === 'opening';
}

/** What is in the way of its merge, a sentence each. */
export function missingTexts(
  pullRequest: Pick<WorkspacePullRequest, 'problem' | 'blockers' | 'isForeign'>,
): string[] {
  const { problem, blockers, isForeign } = pullRequest;
  return [
    ...(problem ? [problem] : []),
    ...(isForeign ? ['Its branch has commits of somebody else'] : []),
    ...blockers,
  ].map(text => (text.endsWith('.') ? text : `${text}.`));
}

/** Whether it can be merged now, where that is a question. */
export function mergeabilityText(
  pullRequest: WorkspacePullRequest,
): string | undefined {
  if (!isOpen(pullRequest)) {
    return undefined;
  }
  const missing = missingTexts(pullRequest);
  if (missing.length > 0) {
    return missing.join(' ');
  }
  return pullRequest.mergeability === 'mergeable'
    ? 'possible'
    : 'not known yet';
}

/** What an approval and a rejection do to it. */
export const decisionTexts = {
  approve:
    'Once all approvals are there, the portal merges the pull request, as soon as its checks and the protection of the branch allow it.',
  reject: 'The pull request is closed without merging it.',
};
