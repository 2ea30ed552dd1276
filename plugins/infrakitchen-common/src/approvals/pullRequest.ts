import type { ApprovalRequirement } from '../api/types';
import { isEmptyPlan } from '../plan';
import type { ApprovalFacts, ApprovedPlan } from './requirements';

/** Stands among approval rules for the merge of a pull request. @public */
export const mergeRuleId = '00000000-0000-4000-8000-000000000001';

/**
 * Stands for the rule that holds where no other one does: somebody has to look
 * at the plan that goes to a workspace.
 *
 * @public
 */
export const pullRequestRuleId = '00000000-0000-4000-8000-000000000002';

/**
 * Whose merge of a pull request approves its plan: that of anyone whom the
 * host lets merge, or of those alone who may approve in the portal too.
 *
 * @public
 */
export type MergeBy = 'anyone' | 'approvers';

/**
 * What a run with a workspace needs besides what approval rules ask for: the
 * merge of its pull request, and where no rule asks, somebody who approves.
 *
 * @param asked - what the rules ask for.
 * @public
 */
export function pullRequestRequirements(options: {
  facts: Pick<ApprovalFacts, 'kind' | 'requestedBy' | 'editors'>;
  plan?: ApprovedPlan;
  asked: readonly ApprovalRequirement[];
  mergeBy: MergeBy;
}): ApprovalRequirement[] {
  const { facts, plan, asked, mergeBy } = options;
  if (facts.kind === 'dry_run' || (plan && isEmptyPlan(plan))) {
    return [];
  }
  const common = {
    approvals: 1,
    approvers: {},
    ...(!plan && { dependsOnPlan: true }),
  };
  const merge: ApprovalRequirement = {
    ...common,
    ruleId: mergeRuleId,
    ruleName: 'Merge of the pull request',
    excluded: [],
    why: ['What it generates goes to a workspace by a pull request'],
    byMerge: true,
  };
  if (asked.length > 0) {
    return [merge];
  }
  return [
    {
      ...common,
      ruleId: pullRequestRuleId,
      ruleName: 'Approval of the pull request',
      excluded: mergeBy === 'anyone' ? [] : excludedFrom(facts),
      why: [
        mergeBy === 'anyone'
          ? 'Whoever merges the pull request approves it; so does an admin in the portal'
          : 'An admin approves it, by merging the pull request or in the portal',
      ],
    },
    merge,
  ];
}

function excludedFrom({
  requestedBy,
  editors,
}: Pick<ApprovalFacts, 'requestedBy' | 'editors'>) {
  const excluded = new Map<string, 'requester' | 'editor'>();
  editors.forEach(ref => excluded.set(ref, 'editor'));
  excluded.set(requestedBy, 'requester');
  return [...excluded].map(([ref, why]) => ({ ref, why }));
}
