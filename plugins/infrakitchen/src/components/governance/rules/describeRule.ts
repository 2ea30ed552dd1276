import { approversText, approvalsText } from '../../approvals';
import type { RuleDraft } from './ruleDraft';

const kindTexts = {
  provision: 'provisioning',
  update: 'update',
  destroy: 'destruction',
};

/** A rule in plain sentences. */
export function describeRule(rule: RuleDraft): string[] {
  const what = `${kindsText(rule)} of ${scopeText(rule)}`;
  if (rule.effect === 'exempt') {
    return [
      `${what} needs no approval that a rule of a wider scope asks for.`,
      ...(rule.scopeKind === 'label'
        ? ['A label never exempts, so this rule does nothing.']
        : []),
    ];
  }
  const who = approversText({
    refs: rule.approverRefs,
    roles: rule.approverRoles,
  });
  return [
    `${what} needs ${approvalsText(rule.approvals)} by ${who}.`,
    ...(rule.destructiveApprovals > 0
      ? [
          `A plan that destroys or replaces objects needs ${rule.destructiveApprovals} more.`,
        ]
      : []),
    ...(rule.allowAdditions
      ? ['A plan that only adds objects needs none.']
      : []),
    exclusionText(rule),
    `What waits, and each approval, expires after ${hoursText(
      rule.expiresAfterHours,
    )}.`,
  ];
}

function kindsText({ kinds }: RuleDraft): string {
  return kinds.length === 0
    ? 'Every change'
    : `Every ${kinds.map(kind => kindTexts[kind]).join(' and ')}`;
}

function scopeText({ scopeKind, target, label }: RuleDraft): string {
  switch (scopeKind) {
    case 'global':
      return 'any resource';
    case 'label':
      return `a resource with the label ${label.trim() || '…'}`;
    case 'project':
      return `a resource in the project ${target?.label ?? '…'}`;
    default:
      return `a resource of the template ${target?.label ?? '…'}`;
  }
}

function exclusionText({ allowRequester, allowEditors }: RuleDraft): string {
  if (allowRequester && allowEditors) {
    return 'Who asked for it and who edited it may approve, too.';
  }
  if (allowRequester) {
    return 'Who edited it may not approve; who asked for it may.';
  }
  return allowEditors
    ? 'Who asked for it may not approve; who edited it may.'
    : 'Neither who asked for it nor who edited it may approve.';
}

/** `3 days`, `36 hours`. */
export function hoursText(hours: number): string {
  const [count, unit] =
    hours >= 24 && hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
