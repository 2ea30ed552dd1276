import {
  approverRefusal,
  type ApprovalRequirement,
  type Approver,
  type Refusal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { approvedAlready, notAnApprover } from './problems';
import type { Verdict } from './types';

/**
 * The requirements that the approval of somebody counts for.
 *
 * @throws what refuses it where there is none.
 */
export function requirementsFor(
  verdict: Pick<Verdict, 'requirements' | 'unmet' | 'valid'>,
  approver: Approver,
  runId = verdict.valid[0]?.runId,
): ApprovalRequirement[] {
  // Rules that ask for nothing any more leave nobody to wait for.
  if (verdict.requirements.length === 0) {
    return [];
  }
  const possible = eligible(verdict.requirements, approver);
  const open = possible.filter(
    ({ ruleId }) =>
      verdict.unmet.some(unmet => unmet.ruleId === ruleId) &&
      !verdict.valid.some(
        given => given.ruleId === ruleId && given.approver === approver.ref,
      ),
  );
  if (open.length === 0) {
    const hasApproved = verdict.valid.some(
      given => given.approver === approver.ref,
    );
    throw hasApproved ? approvedAlready(runId) : othersAreMissing(verdict);
  }
  return open;
}

/** @throws the reasons where somebody is an approver by no rule. */
export function eligible(
  requirements: ApprovalRequirement[],
  approver: Approver,
): ApprovalRequirement[] {
  const refusals: Refusal[] = [];
  const possible = requirements.filter(requirement => {
    const refusal = approverRefusal(requirement, approver);
    if (refusal) {
      refusals.push(refusal);
    }
    return !refusal;
  });
  if (possible.length === 0) {
    throw notAnApprover(refusals);
  }
  return possible;
}

function othersAreMissing({ unmet }: Pick<Verdict, 'unmet'>) {
  return notAnApprover(
    unmet.map(({ ruleId, ruleName }) => ({
      code: 'not_an_approver',
      message: `What is missing is an approval by '${ruleName}', which does not name you as an approver`,
      culprits: [
        { kind: 'approval_rule' as const, id: ruleId, name: ruleName },
      ],
    })),
  );
}
