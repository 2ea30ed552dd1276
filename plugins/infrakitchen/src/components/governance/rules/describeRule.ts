import type { RuleDraft } from './ruleDraft';
import type { Translate } from '../translation';

/**
 * A rule in plain sentences.
 *
 * @param who - the approvers, as part of a sentence
 */
export function describeRule(
  t: Translate,
  rule: RuleDraft,
  who: string,
): string[] {
  const what = { kinds: kindsText(t, rule), scope: scopeText(t, rule) };
  if (rule.effect === 'exempt') {
    return [
      t('describeRule.needsNoApproval', what),
      ...(rule.scopeKind === 'label'
        ? [t('describeRule.aLabelNeverExempts')]
        : []),
    ];
  }
  return [
    t('describeRule.needsApprovals', { ...what, count: rule.approvals, who }),
    ...(rule.destructiveApprovals > 0
      ? [
          t('describeRule.destructiveApprovals', {
            number: String(rule.destructiveApprovals),
          }),
        ]
      : []),
    ...(rule.allowAdditions ? [t('describeRule.additionsNeedNone')] : []),
    exclusionText(t, rule),
    t('describeRule.expiresAfter', {
      time: hoursText(t, rule.expiresAfterHours),
    }),
  ];
}

function kindsText(t: Translate, { kinds }: RuleDraft): string {
  return kinds.length === 0
    ? t('describeRule.everyChange')
    : t('describeRule.everyKind', {
        kinds: kinds
          .map(kind => t(`describeRule.${kind}`))
          .join(t('describeRule.and')),
      });
}

function scopeText(
  t: Translate,
  { scopeKind, target, label }: RuleDraft,
): string {
  switch (scopeKind) {
    case 'global':
      return t('describeRule.anyResource');
    case 'label':
      return t('describeRule.withLabel', { label: label.trim() || '…' });
    case 'project':
      return t('describeRule.inProject', { project: target?.label ?? '…' });
    default:
      return t('describeRule.ofTemplate', { template: target?.label ?? '…' });
  }
}

function exclusionText(
  t: Translate,
  { allowRequester, allowEditors }: RuleDraft,
): string {
  if (allowRequester && allowEditors) {
    return t('describeRule.bothMayApprove');
  }
  if (allowRequester) {
    return t('describeRule.requesterMayApprove');
  }
  return allowEditors
    ? t('describeRule.editorsMayApprove')
    : t('describeRule.neitherMayApprove');
}

/** `3 days`, `36 hours`. */
export function hoursText(t: Translate, hours: number): string {
  return hours >= 24 && hours % 24 === 0
    ? t('describeRule.days', { count: hours / 24 })
    : t('describeRule.hours', { count: hours });
}
