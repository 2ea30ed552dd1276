import { roleAllows } from '../access';
import type { ApprovalRequirement, Refusal, Role } from '../api/types';

/** Somebody who wants to decide about a plan. @public */
export interface Approver {
  /** Entity ref; services never approve. */
  ref: string;
  /** The user and the groups that the user owns things by. */
  principalRefs: readonly string[];
  /** The role on the resource of the plan. */
  role?: Role;
}

/**
 * Why somebody may not approve what one rule asks for; undefined where they
 * may.
 *
 * @public
 */
export function approverRefusal(
  requirement: Pick<
    ApprovalRequirement,
    'ruleName' | 'approvers' | 'excluded' | 'byMerge'
  >,
  approver: Approver,
): Refusal | undefined {
  if (requirement.byMerge) {
    return {
      code: 'merge_missing',
      message:
        'What is missing is the merge of the pull request; once everybody has approved, the portal merges it as soon as its host allows it',
    };
  }
  const excluded = requirement.excluded.find(({ ref }) => ref === approver.ref);
  if (excluded) {
    return {
      code: excluded.why === 'requester' ? 'own_request' : 'own_change',
      message:
        excluded.why === 'requester'
          ? `The rule '${requirement.ruleName}' asks for somebody else: you requested it`
          : `The rule '${requirement.ruleName}' asks for somebody else: you edited the change`,
    };
  }
  return isApprover(requirement, approver)
    ? undefined
    : {
        code: 'not_an_approver',
        message: `The rule '${requirement.ruleName}' does not name you as an approver`,
      };
}

function isApprover(
  { approvers }: Pick<ApprovalRequirement, 'approvers'>,
  { principalRefs, role }: Approver,
): boolean {
  const { refs = [], roles = [] } = approvers;
  if (refs.length === 0 && roles.length === 0) {
    return roleAllows(role, 'admin');
  }
  return (
    refs.some(ref => principalRefs.includes(ref)) ||
    roles.some(needed => roleAllows(role, needed))
  );
}
