import {
  InfrakitchenError,
  type Culprit,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { listNames } from '../database';
import { ApprovalRuleStore } from './ApprovalRuleStore';

/**
 * Before a template or project is deleted, in the transaction that has its row.
 *
 * @throws ConflictError `has_approval_rules`: what a rule governs does not go
 * from under it, since whoever wrote the rule should decide what becomes of it.
 */
export async function refuseRulesAbout(
  tx: Knex.Transaction,
  record: Culprit,
): Promise<void> {
  const rules = await new ApprovalRuleStore(tx).about(record);
  if (rules.total > 0) {
    const { name } = record;
    throw new InfrakitchenError('ConflictError', {
      code: 'has_approval_rules',
      message: `'${name}' cannot be deleted: the approval rules ${listNames(
        rules,
      )} are about it. Delete them or give them another scope first`,
      culprits: rules.items.map(rule => ({ kind: 'approval_rule', ...rule })),
    });
  }
}
