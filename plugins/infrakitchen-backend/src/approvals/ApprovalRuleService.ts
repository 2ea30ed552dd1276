import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { JsonObject } from '@backstage/types';
import {
  InfrakitchenError,
  type ApprovalRule,
  type ApprovalRuleInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type CallOptions,
  type ListQuery,
  type WriteCallOptions,
} from '../access';
import {
  holdRecord,
  inTransaction,
  isUniqueViolation,
  parseFilters,
} from '../database';
import type { HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import { ruleFilterFields, type ApprovalRuleStore } from './ApprovalRuleStore';
import { ruleNotFound } from './problems';
import { readRuleInput, type WrittenRule } from './ruleInput';
import type { ApprovalRuleRecord } from './types';

/** The rules that say who has to approve which runs. */
export interface ApprovalRuleService {
  list(
    query: ListQuery,
    options: CallOptions,
  ): Promise<{ items: ApprovalRule[]; nextCursor?: string }>;
  get(id: string, options: CallOptions): Promise<ApprovalRule>;
  create(input: ApprovalRuleInput, options: CallOptions): Promise<ApprovalRule>;
  replace(
    id: string,
    input: ApprovalRuleInput,
    options: WriteCallOptions,
  ): Promise<ApprovalRule>;
  delete(id: string, options: CallOptions): Promise<void>;
}

/** {@link ApprovalRuleService} over the database. */
export class DefaultApprovalRuleService implements ApprovalRuleService {
  readonly #knex: Knex;
  readonly #rules: ApprovalRuleStore;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: {
    knex: Knex;
    rules: ApprovalRuleStore;
    history: HistoryStore;
    outbox: Outbox;
  }) {
    this.#knex = options.knex;
    this.#rules = options.rules;
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  async list(query: ListQuery) {
    return this.#rules.list({
      filters: parseFilters(query.filter, ruleFilterFields),
      limit: query.limit,
      cursor: query.cursor,
    });
  }

  async get(id: string): Promise<ApprovalRule> {
    const rule = await this.#rules.get(id);
    if (!rule) {
      throw ruleNotFound(id);
    }
    const [shown] = await this.#rules.toApi([rule]);
    return shown;
  }

  async create(
    input: ApprovalRuleInput,
    options: CallOptions,
  ): Promise<ApprovalRule> {
    const id = randomUUID();
    const now = Date.now();
    await this.#changing('created', id, input.name, options, async tx => {
      const written = await this.#read(tx, input);
      const rule: ApprovalRuleRecord = {
        ...written,
        id,
        revision: 1,
        createdBy: actorOf(options.credentials).ref,
        createdAt: now,
        updatedAt: now,
      };
      await this.#rules.insert(tx, rule);
      return { after: rule };
    });
    return this.get(id);
  }

  async replace(
    id: string,
    input: ApprovalRuleInput,
    options: WriteCallOptions,
  ): Promise<ApprovalRule> {
    await this.#changing('updated', id, input.name, options, async tx => {
      const before = await this.#lock(tx, id, options.revision);
      const after: ApprovalRuleRecord = {
        ...before,
        ...(await this.#read(tx, input)),
        revision: before.revision + 1,
        updatedAt: Date.now(),
      };
      await this.#rules.update(tx, after);
      return { before, after };
    });
    return this.get(id);
  }

  async delete(id: string, options: CallOptions): Promise<void> {
    await this.#changing('deleted', id, undefined, options, async tx => {
      const before = await this.#lock(tx, id, undefined);
      await this.#rules.delete(tx, id);
      return { before };
    });
  }

  async #changing(
    verb: 'created' | 'updated' | 'deleted',
    id: string,
    name: string | undefined,
    options: CallOptions,
    work: (tx: Knex.Transaction) => Promise<{
      before?: ApprovalRuleRecord;
      after?: ApprovalRuleRecord;
    }>,
  ): Promise<void> {
    const actor = actorOf(options.credentials);
    const action = `approval_rule.${verb}`;
    const entity = { kind: 'approval_rule' as const, id, name };
    await audited(this.#history, { actor, action, entity }, async () => {
      try {
        await inTransaction(this.#knex, async tx => {
          const { before, after } = await work(tx);
          await this.#history.audit(tx, {
            actor,
            action,
            outcome: 'succeeded',
            entity: { ...entity, name: (after ?? before)?.name },
            before: before as unknown as JsonObject | undefined,
            after: after as unknown as JsonObject | undefined,
          });
          await this.#outbox.add(tx, {
            topic: 'approval_rule.changed',
            key: `approval_rule.changed:${id}:${after?.revision ?? 'deleted'}`,
            payload: { ruleId: id },
          });
        });
      } catch (error) {
        throw isUniqueViolation(error) ? nameTaken(name ?? '', error) : error;
      }
    });
    this.#outbox.wake();
  }

  async #lock(
    tx: Knex.Transaction,
    id: string,
    seen: number | undefined,
  ): Promise<ApprovalRuleRecord> {
    const rule = await this.#rules.lock(tx, id);
    if (!rule) {
      throw ruleNotFound(id);
    }
    if (seen !== undefined && seen !== rule.revision) {
      throw new InfrakitchenError('ConflictError', {
        code: 'stale_revision',
        message: `'${rule.name}' was changed by someone else: it has revision ${rule.revision}, not ${seen}. Reload it and try again`,
        culprits: [{ kind: 'approval_rule', id, name: rule.name }],
      });
    }
    return rule;
  }

  async #read(
    tx: Knex.Transaction,
    input: ApprovalRuleInput,
  ): Promise<WrittenRule> {
    const rule = readRuleInput(input);
    const { kind, id } = rule.scope;
    if (
      (kind === 'template' || kind === 'project') &&
      !(await holdRecord(tx, `${kind}s`, id!))
    ) {
      throw new InfrakitchenError('InputError', {
        code: 'scope_not_found',
        message: `There is no ${kind} with the id '${id}' that the rule could be about`,
        culprits: [{ kind, id }],
      });
    }
    return rule;
  }
}

function nameTaken(name: string, cause: unknown): InfrakitchenError {
  return new InfrakitchenError(
    'ConflictError',
    {
      code: 'name_taken',
      message: `Another approval rule has the name '${name}'; choose another one`,
      culprits: [{ kind: 'field', name: 'name' }],
    },
    cause,
  );
}
