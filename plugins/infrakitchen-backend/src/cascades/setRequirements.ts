import {
  pullRequestRuleId,
  type ApprovalRequirement,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { expiryOf } from '../approvals/expiry';
import { sha256 } from '../runs/fingerprint';
import type {
  CascadeItemRecord,
  CascadeRecord,
  SetRequirement,
  SetWaitsFor,
} from './types';

/** Each rule once, as strict as the strictest of the plans makes it. */
export function unionOf(
  asked: [resourceId: string, requirements: ApprovalRequirement[]][],
): SetRequirement[] {
  const union = new Map<string, SetRequirement>();
  for (const [resourceId, requirements] of asked) {
    for (const requirement of requirements) {
      const known = union.get(requirement.ruleId);
      union.set(
        requirement.ruleId,
        known
          ? merged(known, requirement, resourceId)
          : { ...requirement, resourceIds: [resourceId] },
      );
    }
  }
  return [...union.values()].map(withReason);
}

/** What the plans of a cascade are called together. */
export function digestOf(items: CascadeItemRecord[]): string {
  const lines = items.map(item => `${item.resourceId} ${planOf(item)}`).sort();
  return sha256(lines.join('\n'));
}

function planOf({ needsRun, planLater, planDigest }: CascadeItemRecord) {
  if (!needsRun) {
    return '-';
  }
  return planLater ? 'later' : planDigest;
}

/** What a cascade keeps of what it waits for. */
export function waitsFor(
  cascade: CascadeRecord,
  { requirements }: { requirements: SetRequirement[] },
): Pick<CascadeRecord, 'approval' | 'expiresAt'> {
  const requestedAt = cascade.approval?.requestedAt ?? Date.now();
  const approval: SetWaitsFor = {
    digest: cascade.digest!,
    requirements,
    requestedAt,
  };
  return {
    approval,
    expiresAt: expiryOf(requirements, requestedAt),
  };
}

function merged(
  known: SetRequirement,
  more: ApprovalRequirement,
  resourceId: string,
): SetRequirement {
  return {
    ...known,
    approvals: Math.max(known.approvals, more.approvals),
    excluded: [
      ...known.excluded,
      ...more.excluded.filter(
        ({ ref }) => !known.excluded.some(each => each.ref === ref),
      ),
    ],
    resourceIds: [...known.resourceIds, resourceId],
  };
}

/** The reasons of one plan would stand for all. */
function withReason(requirement: SetRequirement): SetRequirement {
  const count = requirement.resourceIds.length;
  const isPullRequest = requirement.ruleId === pullRequestRuleId;
  return {
    ...requirement,
    ...(isPullRequest && { ruleName: 'Approval of the pull requests' }),
    why: [
      isPullRequest
        ? 'An admin approves them all, and the portal merges each in its turn'
        : requirement.why[0],
      `It asks for ${counted(requirement.approvals, 'approval')} of ${counted(
        count,
        'plan',
      )}`,
    ],
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
