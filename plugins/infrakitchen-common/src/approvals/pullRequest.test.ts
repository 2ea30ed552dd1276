import type { ApprovalRequirement } from '../api/types';
import { approverRefusal } from './eligibility';
import {
  mergeRuleId,
  pullRequestRequirements,
  pullRequestRuleId,
} from './pullRequest';
import type { ApprovedPlan } from './requirements';

const facts = {
  kind: 'update' as const,
  requestedBy: 'user:default/developer',
  editors: ['user:default/colleague'],
};
const plan: ApprovedPlan = {
  summary: { create: 1, update: 0, delete: 0, replace: 0, read: 0, outputs: 0 },
  changes: [{ action: 'create' }],
  outputChanges: [],
};
const rule: ApprovalRequirement = {
  ...{ ruleId: 'r', ruleName: 'r', approvals: 1, approvers: {} },
  ...{ excluded: [], why: [] },
};
const idsOf = (
  options: Partial<Parameters<typeof pullRequestRequirements>[0]>,
) =>
  pullRequestRequirements({
    ...{ facts, plan, asked: [], mergeBy: 'anyone' },
    ...options,
  }).map(({ ruleId }) => ruleId);

it('asks for a merge, and for an admin where no rule asks', () => {
  expect(idsOf({})).toEqual([pullRequestRuleId, mergeRuleId]);
  expect(idsOf({ asked: [rule] })).toEqual([mergeRuleId]);
});

it('asks for nothing where nothing is merged', () => {
  expect(idsOf({ facts: { ...facts, kind: 'dry_run' } })).toEqual([]);
  expect(idsOf({ plan: { ...plan, changes: [] } })).toEqual([]);
  expect(idsOf({ plan: undefined })).toHaveLength(2);
});

it('excludes those who asked for it where approvers alone count', () => {
  const excludedBy = (mergeBy: 'anyone' | 'approvers') =>
    pullRequestRequirements({ facts, plan, asked: [], mergeBy })[0].excluded;
  expect(excludedBy('anyone')).toEqual([]);
  expect(excludedBy('approvers')).toEqual([
    { ref: 'user:default/colleague', why: 'editor' },
    { ref: 'user:default/developer', why: 'requester' },
  ]);
});

it('lets nobody approve the merge in the portal', () => {
  const [, merge] = pullRequestRequirements({
    ...{ facts, plan, asked: [], mergeBy: 'anyone' },
  });
  expect(
    approverRefusal(merge, {
      ref: 'user:default/admin',
      principalRefs: ['user:default/admin'],
      role: 'admin',
    }),
  ).toMatchObject({ code: 'merge_missing' });
});
