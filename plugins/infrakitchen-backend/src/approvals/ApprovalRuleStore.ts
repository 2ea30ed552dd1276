import type { Knex } from 'knex';
import type {
  ApprovalRule,
  Culprit,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { readPage, sample, type Sample } from '../database';
import type { ApprovalRuleRecord } from './types';

interface RuleRow {
  id: string;
  name: string;
  description: string | null;
  enabled: boolean | number;
  scope_kind: ApprovalRule['scope']['kind'];
  scope_value: string;
  effect: ApprovalRule['effect'];
  definition: string;
  revision: number;
  created_by: string;
  created_at: string | number;
  updated_at: string | number;
}

/** Filters of the list of rules. */
export const ruleFilterFields = ['scopeKind', 'scopeId', 'enabled'] as const;

/** The part of a rule that no query looks into. */
type Definition = Pick<
  ApprovalRule,
  | 'kinds'
  | 'approvals'
  | 'destructiveApprovals'
  | 'allowAdditions'
  | 'approvers'
  | 'allowRequester'
  | 'allowEditors'
  | 'expiresAfterHours'
>;

/** Rows of approval rules. */
export class ApprovalRuleStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Rules whose scope is a record. */
  async about({ kind, id }: Pick<Culprit, 'kind' | 'id'>): Promise<Sample> {
    return sample(
      this.#knex('approval_rules').where({ scope_kind: kind, scope_value: id }),
      { id: 'approval_rules.id', name: 'approval_rules.name' },
    );
  }

  async list(options: {
    filters: Partial<Record<(typeof ruleFilterFields)[number], string[]>>;
    limit: number;
    cursor?: string;
  }): Promise<{ items: ApprovalRule[]; nextCursor?: string }> {
    const { scopeKind, scopeId, enabled } = options.filters;
    const query = this.#knex('approval_rules');
    if (scopeKind) {
      query.whereIn('approval_rules.scope_kind', scopeKind);
    }
    if (scopeId) {
      query.whereIn('approval_rules.scope_value', scopeId);
    }
    if (enabled) {
      query.whereIn(
        'approval_rules.enabled',
        enabled.map(value => value === 'true'),
      );
    }
    const page = await readPage<RuleRow>(query, {
      table: 'approval_rules',
      order: { column: 'name', direction: 'asc' },
      limit: options.limit,
      cursor: options.cursor,
    });
    return {
      items: await this.toApi(page.rows.map(fromRow)),
      nextCursor: page.nextCursor,
    };
  }

  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<ApprovalRuleRecord | undefined> {
    const row = await db<RuleRow>('approval_rules').where({ id }).first();
    return row && fromRow(row);
  }

  /** A rule, locked until the end of the transaction. */
  async lock(
    tx: Knex.Transaction,
    id: string,
  ): Promise<ApprovalRuleRecord | undefined> {
    const row = await tx<RuleRow>('approval_rules')
      .where({ id })
      .forUpdate()
      .first();
    return row && fromRow(row);
  }

  /** Every rule that is enabled, by name. */
  async enabled(db: Knex = this.#knex): Promise<ApprovalRule[]> {
    const rows = await db<RuleRow>('approval_rules')
      .where({ enabled: true })
      .orderBy('name');
    return this.toApi(rows.map(fromRow), db);
  }

  async insert(tx: Knex, rule: ApprovalRuleRecord): Promise<void> {
    await tx('approval_rules').insert(toRow(rule));
  }

  async update(tx: Knex, rule: ApprovalRuleRecord): Promise<void> {
    await tx('approval_rules').where({ id: rule.id }).update(toRow(rule));
  }

  async delete(tx: Knex, id: string): Promise<void> {
    await tx('approval_rules').where({ id }).delete();
  }

  /** Rules with the names of what they are about. */
  async toApi(
    rules: ApprovalRuleRecord[],
    db: Knex = this.#knex,
  ): Promise<ApprovalRule[]> {
    const idsOf = (kind: string) =>
      rules.flatMap(({ scope }) =>
        scope.kind === kind && scope.id ? [scope.id] : [],
      );
    const names = new Map<string, string>();
    // In turn: a transaction has one connection.
    for (const [kind, table] of [
      ['template', 'templates'],
      ['project', 'projects'],
    ]) {
      const ids = idsOf(kind);
      const rows = ids.length
        ? await db(table).whereIn('id', ids).select('id', 'name')
        : [];
      rows.forEach(row => names.set(row.id, row.name));
    }
    return rules.map(rule => ({
      ...rule,
      scope: { ...rule.scope, name: rule.scope.id && names.get(rule.scope.id) },
      createdAt: new Date(rule.createdAt).toISOString(),
      updatedAt: new Date(rule.updatedAt).toISOString(),
    }));
  }
}

function toRow(rule: ApprovalRuleRecord) {
  const definition: Definition = {
    kinds: rule.kinds,
    approvals: rule.approvals,
    destructiveApprovals: rule.destructiveApprovals,
    allowAdditions: rule.allowAdditions,
    approvers: rule.approvers,
    allowRequester: rule.allowRequester,
    allowEditors: rule.allowEditors,
    expiresAfterHours: rule.expiresAfterHours,
  };
  return {
    id: rule.id,
    name: rule.name,
    description: rule.description ?? null,
    enabled: rule.enabled,
    scope_kind: rule.scope.kind,
    scope_value: rule.scope.id ?? rule.scope.label ?? '',
    effect: rule.effect,
    definition: JSON.stringify(definition),
    revision: rule.revision,
    created_by: rule.createdBy,
    created_at: rule.createdAt,
    updated_at: rule.updatedAt,
  };
}

function fromRow(row: RuleRow): ApprovalRuleRecord {
  const scope: ApprovalRuleRecord['scope'] = { kind: row.scope_kind };
  if (row.scope_kind === 'label') {
    scope.label = row.scope_value;
  } else if (row.scope_kind !== 'global') {
    scope.id = row.scope_value;
  }
  return {
    id: row.id,
    name: row.name,
    description: row.description ?? undefined,
    enabled: Boolean(row.enabled),
    scope,
    effect: row.effect,
    ...(JSON.parse(row.definition) as Definition),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}
