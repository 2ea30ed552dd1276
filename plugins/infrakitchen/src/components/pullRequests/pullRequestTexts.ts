import type { WorkspacePullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ChipTone } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { Translate } from './translation';

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

/** Whether it may still be merged or closed. */
export function isOpen({ state }: Pick<WorkspacePullRequest, 'state'>) {
  return state === 'open' || state === 'opening';
}

/** What is in the way of its merge, a sentence each. */
export function missingTexts(
  t: Translate,
  pullRequest: Pick<WorkspacePullRequest, 'problem' | 'blockers' | 'isForeign'>,
): string[] {
  const { problem, blockers, isForeign } = pullRequest;
  return [
    ...(problem ? [problem] : []),
    ...(isForeign ? [t('pullRequestTexts.foreignCommits')] : []),
    ...blockers,
  ].map(text => (text.endsWith('.') ? text : `${text}.`));
}

/** Whether it can be merged now, where that is a question. */
export function mergeabilityText(
  t: Translate,
  pullRequest: WorkspacePullRequest,
): string | undefined {
  if (!isOpen(pullRequest)) {
    return undefined;
  }
  const missing = missingTexts(t, pullRequest);
  if (missing.length > 0) {
    return missing.join(' ');
  }
  return pullRequest.mergeability === 'mergeable'
    ? t('pullRequestTexts.possible')
    : t('pullRequestTexts.notKnownYet');
}
