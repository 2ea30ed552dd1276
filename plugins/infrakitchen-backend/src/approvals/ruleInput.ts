import {
  InfrakitchenError,
  type ApprovalRuleInput,
  type Approvers,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { readPrincipal } from '../access';
import type { ApprovalRuleRecord } from './types';

/** The part of a rule that its author writes. */
export type WrittenRule = Omit<
  ApprovalRuleRecord,
  'id' | 'revision' | 'createdBy' | 'createdAt' | 'updatedAt'
>;

/**
 * A rule as stored, with its defaults. Whether its scope exists is not looked
 * at here.
 *
 * @throws `scope_incomplete`, `exempt_by_label`, `invalid_principal` or
 * `too_few_approvers`
 */
export function readRuleInput(input: ApprovalRuleInput): WrittenRule {
  const rule: WrittenRule = {
    name: input.name.trim(),
    description: input.description || undefined,
    enabled: input.enabled ?? true,
    scope: readScope(input.scope),
    effect: input.effect,
    kinds: input.kinds,
    approvals: input.approvals ?? 1,
    destructiveApprovals: input.destructiveApprovals ?? 0,
    allowAdditions: input.allowAdditions ?? false,
    approvers: readApprovers(input.approvers ?? {}),
    allowRequester: input.allowRequester ?? false,
    allowEditors: input.allowEditors ?? false,
    expiresAfterHours: input.expiresAfterHours ?? 72,
  };
  if (!rule.name) {
    throw refused('name_missing', 'name', 'Give the rule a name');
  }
  if (rule.effect === 'exempt' && rule.scope.kind === 'label') {
    throw refused(
      'exempt_by_label',
      'effect',
      'A rule for a label cannot exempt: whoever edits a resource writes its labels. Use the scope template or project',
    );
  }
  assertSatisfiable(rule);
  return rule;
}

function readScope(scope: ApprovalRuleInput['scope']): WrittenRule['scope'] {
  switch (scope.kind) {
    case 'global':
      if (scope.id || scope.label) {
        throw refused(
          'scope_incomplete',
          'scope',
          'The global scope has neither an id nor a label; leave them out, or choose another kind',
        );
      }
      return { kind: 'global' };
    case 'label':
      if (!scope.label || scope.id) {
        throw refused(
          'scope_incomplete',
          'scope.label',
          'Say which label the rule is about, and give no id',
        );
      }
      return { kind: 'label', label: scope.label };
    default:
      if (!scope.id || scope.label) {
        throw refused(
          'scope_incomplete',
          'scope.id',
          `Say by its id which ${scope.kind} the rule is about, and give no label`,
        );
      }
      return { kind: scope.kind, id: scope.id.toLowerCase() };
  }
}

const readApprover = (ref: string) => readPrincipal(ref, 'approvers.refs');

function readApprovers({ refs = [], roles = [] }: Approvers): Approvers {
  return {
    ...(refs.length > 0 && { refs: [...new Set(refs.map(readApprover))] }),
    ...(roles.length > 0 && { roles }),
  };
}

/** A rule that nobody can meet would block for ever. */
function assertSatisfiable(rule: WrittenRule): void {
  const { refs = [], roles = [] } = rule.approvers;
  const needed = rule.approvals + rule.destructiveApprovals;
  const isClosed =
    refs.length > 0 &&
    roles.length === 0 &&
    refs.every(ref => ref.startsWith('user:'));
  if (rule.effect === 'require' && isClosed && refs.length < needed) {
    throw refused(
      'too_few_approvers',
      'approvers.refs',
      `The rule asks for up to ${needed} approvals but names ${refs.length} user(s); name more of them, or a group`,
    );
  }
}

function refused(
  code: string,
  field: string,
  message: string,
): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code,
    message,
    culprits: [{ kind: 'field', name: field }],
  });
}
