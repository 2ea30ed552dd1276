import type { ApprovalRequirement } from '@infrakitchen/backstage-plugin-infrakitchen-common';

interface Given {
  ruleId: string;
  decision: string;
  void?: string;
}

/** Which approvals count now, and what is missing. */
export interface Tally<A extends Given, R extends ApprovalRequirement> {
  requirements: R[];
  /** Requirements with fewer approvals than they ask for. */
  unmet: R[];
  valid: A[];
  /** Those that counted until now, with the reason why no longer. */
  lapsed: { approval: A; why: string }[];
}

/**
 * Counts approvals, of one plan or of several together.
 *
 * @param whyLapsed - why one counts no longer; undefined where it does.
 */
export async function tally<A extends Given, R extends ApprovalRequirement>(
  requirements: R[],
  decisions: A[],
  whyLapsed: (approval: A) => Promise<string | undefined>,
): Promise<Tally<A, R>> {
  const valid: A[] = [];
  const lapsed: { approval: A; why: string }[] = [];
  for (const approval of decisions) {
    if (approval.decision === 'approved' && !approval.void) {
      const why = await whyLapsed(approval);
      if (why) {
        lapsed.push({ approval, why });
      } else {
        valid.push(approval);
      }
    }
  }
  return { requirements, unmet: unmetOf(requirements, valid), valid, lapsed };
}

/** Ids of what counts no longer, by the reason, to be taken back together. */
export function idsByReason(
  lapsed: { approval: { id: string }; why: string }[],
): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { approval, why } of lapsed) {
    ids.set(why, [...(ids.get(why) ?? []), approval.id]);
  }
  return ids;
}

/** The requirements with fewer approvals than they ask for. */
export function unmetOf<R extends ApprovalRequirement>(
  requirements: R[],
  valid: { ruleId: string }[],
): R[] {
  return requirements.filter(
    ({ ruleId, approvals }) =>
      valid.filter(given => given.ruleId === ruleId).length < approvals,
  );
}
