import {
  approverRefusal,
  type ApprovalRequirement,
  type Approver,
  type Culprit,
  type Refusal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { approvedAlready, notAnApprover } from './problems';

/** What the rules say of one plan, or of several together. */
interface Asked<R extends ApprovalRequirement> {
  requirements: R[];
  unmet: R[];
  valid: { ruleId: string; approver: string }[];
}

type RefusalOf<R> = (requirement: R, approver: Approver) => Refusal | undefined;

/**
 * The requirements that the approval of somebody counts for.
 *
 * @param about - the run or cascade with the plans.
 * @throws what refuses it where there is none.
 */
export function requirementsFor<R extends ApprovalRequirement>(
  verdict: Asked<R>,
  approver: Approver,
  about: Culprit,
  refusalOf: RefusalOf<R> = approverRefusal,
): R[] {
  // Rules that ask for nothing any more leave nobody to wait for.
  if (verdict.requirements.length === 0) {
    return [];
  }
  const possible = eligible(verdict.requirements, approver, refusalOf);
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
    throw hasApproved ? approvedAlready(about) : othersAreMissing(verdict);
  }
  return open;
}

/** @throws the reasons where somebody is an approver by no rule. */
export function eligible<R extends ApprovalRequirement>(
  requirements: R[],
  approver: Approver,
  refusalOf: RefusalOf<R> = approverRefusal,
): R[] {
  const refusals: Refusal[] = [];
  const possible = requirements.filter(requirement => {
    const refusal = refusalOf(requirement, approver);
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

function othersAreMissing({ unmet }: { unmet: ApprovalRequirement[] }) {
  return notAnApprover(
    unmet.map(({ ruleId, ruleName, byMerge }) => ({
      code: byMerge ? 'merge_missing' : 'not_an_approver',
      message: byMerge
        ? 'What is missing is the merge of the pull request, which its host does not allow yet'
        : `What is missing is an approval by '${ruleName}', which does not name you as an approver`,
      culprits: [
        { kind: 'approval_rule' as const, id: ruleId, name: ruleName },
      ],
    })),
  );
}
