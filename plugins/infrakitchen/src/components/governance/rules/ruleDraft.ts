import type {
  ApprovalRule,
  ApprovalRuleInput,
  Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { PickedOption } from '../../shared';
import { type Translate } from '../translation';

export type RunKindOfRule = 'provision' | 'update' | 'destroy';

/** A rule while somebody writes it. */
export interface RuleDraft {
  name: string;
  description: string;
  enabled: boolean;
  scopeKind: ApprovalRule['scope']['kind'];
  /** The project or template. */
  target?: PickedOption;
  label: string;
  effect: 'require' | 'exempt';
  /** Empty means all. */
  kinds: RunKindOfRule[];
  approvals: number;
  destructiveApprovals: number;
  allowAdditions: boolean;
  approverRefs: string[];
  approverRoles: Role[];
  allowRequester: boolean;
  allowEditors: boolean;
  expiresAfterHours: number;
}

export const emptyRule: RuleDraft = {
  name: '',
  description: '',
  enabled: true,
  scopeKind: 'global',
  label: '',
  effect: 'require',
  kinds: [],
  approvals: 1,
  destructiveApprovals: 0,
  allowAdditions: false,
  approverRefs: [],
  approverRoles: [],
  allowRequester: false,
  allowEditors: false,
  expiresAfterHours: 72,
};

/** A stored rule, to be edited. */
export function draftOf(rule: ApprovalRule): RuleDraft {
  const { scope, approvers } = rule;
  return {
    name: rule.name,
    description: rule.description ?? '',
    enabled: rule.enabled,
    scopeKind: scope.kind,
    target: scope.id
      ? { id: scope.id, label: scope.name ?? scope.id }
      : undefined,
    label: scope.label ?? '',
    effect: rule.effect,
    kinds: (rule.kinds ?? []) as RunKindOfRule[],
    approvals: rule.approvals,
    destructiveApprovals: rule.destructiveApprovals,
    allowAdditions: rule.allowAdditions,
    approverRefs: approvers.refs ?? [],
    approverRoles: approvers.roles ?? [],
    allowRequester: rule.allowRequester,
    allowEditors: rule.allowEditors,
    expiresAfterHours: rule.expiresAfterHours,
  };
}

/** What is missing, or nothing. */
export function ruleProblem(
  t: Translate,
  draft: RuleDraft,
): string | undefined {
  if (draft.name.trim() === '') {
    return t('ruleDraft.theRuleNeedsAName');
  }
  if (draft.scopeKind === 'label') {
    return draft.label.trim() === ''
      ? t('ruleDraft.sayWhichLabelItIs')
      : undefined;
  }
  return draft.scopeKind !== 'global' && !draft.target
    ? t('ruleDraft.chooseTheScopeKindThat', { scopeKind: draft.scopeKind })
    : undefined;
}

/** The draft as the API takes it. */
export function toRuleInput(draft: RuleDraft): ApprovalRuleInput {
  const scope = {
    global: { kind: 'global' as const },
    label: { kind: 'label' as const, label: draft.label.trim() },
    project: { kind: 'project' as const, id: draft.target?.id },
    template: { kind: 'template' as const, id: draft.target?.id },
  }[draft.scopeKind];
  const refs = draft.approverRefs;
  const roles = draft.approverRoles;
  return {
    name: draft.name.trim(),
    description: draft.description.trim() || undefined,
    enabled: draft.enabled,
    scope,
    effect: draft.effect,
    kinds: draft.kinds.length > 0 ? draft.kinds : undefined,
    approvals: draft.approvals,
    destructiveApprovals: draft.destructiveApprovals,
    allowAdditions: draft.allowAdditions,
    approvers: {
      ...(refs.length > 0 && { refs }),
      ...(roles.length > 0 && { roles }),
    },
    allowRequester: draft.allowRequester,
    allowEditors: draft.allowEditors,
    expiresAfterHours: draft.expiresAfterHours,
  };
}
