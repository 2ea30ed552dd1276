import type { Verdict } from './types';

/** In words, what a run still waits for. */
export function describeWait({ unmet, valid, lapsed }: Verdict): string {
  const missing = unmet.map(({ ruleId, ruleName, approvals, byMerge }) => {
    if (byMerge) {
      return 'the merge of its pull request';
    }
    const given = valid.filter(approval => approval.ruleId === ruleId).length;
    return `'${ruleName}' (${given} of ${approvals})`;
  });
  return [
    ...lapsed.map(
      ({ approval, why }) =>
        `The approval of ${approval.approver} counts no longer: ${why}`,
    ),
    unmet.every(({ byMerge }) => byMerge)
      ? `Waits for ${missing.join(', ')}`
      : `Waits for approval by ${missing.join(', ')}`,
  ].join('. ');
}

/** In words, why a run goes on. */
export function describePass({ requirements, valid }: Verdict): string {
  if (requirements.length === 0) {
    return 'No approval is needed';
  }
  const approvers = [...new Set(valid.map(({ approver }) => approver))];
  return `Approved by ${approvers.join(', ')}`;
}
