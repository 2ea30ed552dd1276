import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  cascadeItemStates,
  cascadeRefusals,
  cascadeStates,
  InfrakitchenError,
  type Cascade,
  type CascadeDecision,
  type CascadeDetail,
  type CascadeGraph,
  type CascadeInput,
  type CascadeItem,
  type CascadeItemState,
  type Page,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type AccessScope,
  type AccessService,
  type CallOptions,
} from '../access';
import {
  assertChoices,
  inTransaction,
  isUniqueViolation,
  parseFilters,
  parseIds,
} from '../database';
import type { HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import {
  assertRevision,
  refuseAction,
  resourceNotFound,
  type ResourceStore,
} from '../resources';
import type { CascadeDecisions } from './CascadeDecisions';
import type { CascadeItemStore } from './CascadeItemStore';
import type { CascadeMemberStore } from './CascadeMemberStore';
import type { CascadePlanner } from './CascadePlanner';
import {
  decisionLines,
  type CascadeDecisionOptions,
  type CascadeService,
  type CreateCascadeOptions,
} from './CascadeService';
import { cascadeFilterFields, type CascadeStore } from './CascadeStore';
import { toApi, type CascadeView } from './CascadeView';
import { cascadeRefused, heldElsewhere, raced } from './problems';
import type { CascadeRecord } from './types';

const kinds = ['update', 'destroy', 'recreate'] as const;
const MAX_NAME = 120;

/** What the service works with. */
export interface CascadeServiceDeps {
  knex: Knex;
  cascades: CascadeStore;
  items: CascadeItemStore;
  planner: CascadePlanner;
  members: CascadeMemberStore;
  decisions: CascadeDecisions;
  cascadeView: CascadeView;
  resources: ResourceStore;
  access: AccessService;
  history: HistoryStore;
  outbox: Outbox;
  /** Runs of one cascade at once, at most. */
  maxParallel: number;
}

/** Runs of one cascade at once, where nobody says otherwise. */
const DEFAULT_PARALLEL = 4;

/** {@link CascadeService} over the database. */
export class DefaultCascadeService implements CascadeService {
  readonly #deps: CascadeServiceDeps;

  constructor(deps: CascadeServiceDeps) {
    this.#deps = deps;
  }

  async create(
    input: CascadeInput,
    options: CreateCascadeOptions,
  ): Promise<Cascade> {
    const { knex, planner, history, outbox } = this.#deps;
    const actor = actorOf(options.credentials);
    const id = randomUUID();
    const cascade = await audited(
      history,
      { actor, action: 'cascade.requested', entity: { kind: 'cascade', id } },
      async () => {
        await this.#assertTarget(input, options.revision);
        const { name, items } = await planner.plan(input, options);
        const record = await this.#record(id, name, input, options);
        try {
          await inTransaction(knex, async tx => {
            await this.#deps.cascades.insert(tx, record, actor);
            await this.#deps.items.insert(
              tx,
              items.map(item => ({ ...item, cascadeId: id })),
            );
          });
        } catch (error) {
          throw isUniqueViolation(error)
            ? await this.#held(
                items.map(({ resourceId }) => resourceId),
                { scope: options.scope, cause: error },
              )
            : error;
        }
        return record;
      },
    );
    outbox.wake();
    return toApi(cascade);
  }

  async list(
    query: { filter?: string[]; limit: number; cursor?: string },
    { scope }: Partial<CallOptions> = {},
  ): Promise<Page<Cascade>> {
    const filters = parseFilters(query.filter, cascadeFilterFields);
    if (filters.rootId) {
      filters.rootId = parseIds('rootId', filters.rootId);
    }
    assertChoices(filters, { state: cascadeStates, kind: kinds });
    const page = await this.#deps.cascades.list({ ...query, filters, scope });
    return { items: page.rows.map(toApi), nextCursor: page.nextCursor };
  }

  async get(id: string, options: CallOptions): Promise<CascadeDetail> {
    const cascade = await this.#deps.cascades.require(id);
    return this.#deps.cascadeView.describe(cascade, options);
  }

  async items(query: {
    id: string;
    filter?: string[];
    limit: number;
    cursor?: string;
  }): Promise<Page<CascadeItem>> {
    const { cascades, items, cascadeView } = this.#deps;
    const filters = parseFilters(query.filter, ['state']);
    assertChoices(filters, { state: cascadeItemStates });
    await cascades.require(query.id);
    const page = await items.list({
      cascadeId: query.id,
      states: filters.state as CascadeItemState[] | undefined,
      limit: query.limit,
      cursor: query.cursor,
    });
    return {
      items: page.rows.map(row => cascadeView.item(row)),
      nextCursor: page.nextCursor,
    };
  }

  async graph(id: string): Promise<CascadeGraph> {
    const { cascades, cascadeView } = this.#deps;
    return cascadeView.graph(await cascades.require(id));
  }

  async act(
    id: string,
    decision: CascadeDecision,
    options: CascadeDecisionOptions,
  ): Promise<Cascade> {
    const { knex, cascades, items, decisions, history, outbox } = this.#deps;
    const found = await cascades.require(id);
    const actor = actorOf(options.credentials);
    // Not in the transaction: it asks the platform.
    const principalRefs = await this.#principals(options);
    const line = {
      actor,
      action: decisionLines[decision],
      entity: { kind: 'cascade' as const, id, name: found.name },
    };
    await audited(history, line, async () => {
      try {
        await inTransaction(knex, async tx => {
          const cascade = (await cascades.lock(tx, id))!;
          refuseAction(cascadeRefusals(cascade, decision, actor.ref));
          const said = await decisions.decide(tx, cascade, decision, {
            ...options,
            actor,
            principalRefs,
          });
          if (said) {
            await history.audit(tx, { ...line, ...said, outcome: 'succeeded' });
          }
        });
      } catch (error) {
        if (!isUniqueViolation(error)) {
          throw error;
        }
        const members = await items.all(id);
        throw await this.#held(
          members.map(({ resourceId }) => resourceId),
          { except: id, scope: options.scope, cause: error },
        );
      }
    });
    outbox.wake();
    return toApi(await cascades.require(id));
  }

  /** The error for resources that another cascade has taken meanwhile. */
  async #held(
    ids: string[],
    {
      cause,
      ...which
    }: { except?: string; scope?: AccessScope; cause: unknown },
  ): Promise<InfrakitchenError> {
    const holders = await this.#deps.members.holders(ids, which);
    return holders.length > 0
      ? cascadeRefused(holders.map(heldElsewhere))
      : raced(cause);
  }

  async #record(
    id: string,
    name: string,
    input: CascadeInput,
    options: CreateCascadeOptions,
  ): Promise<CascadeRecord> {
    const { maxParallel } = this.#deps;
    const actor = actorOf(options.credentials);
    const now = Date.now();
    return {
      id,
      kind: input.kind,
      state: 'previewing',
      name: name.slice(0, MAX_NAME),
      rootId: input.rootId,
      reason: input.reason,
      requestedBy: actor.ref,
      requesterKind: actor.kind,
      principalRefs: await this.#principals(options),
      maxParallel: Math.min(input.maxParallel ?? DEFAULT_PARALLEL, maxParallel),
      stopOnFailure: input.stopOnFailure ?? true,
      cancelRequested: false,
      revision: 1,
      createdAt: now,
      updatedAt: now,
    };
  }

  async #assertTarget(
    { rootId, resourceIds }: CascadeInput,
    revision: number | undefined,
  ): Promise<void> {
    if ((rootId === undefined) === (resourceIds === undefined)) {
      throw new InfrakitchenError('InputError', {
        code: 'cascade_target_invalid',
        message:
          'Say what the cascade is about: either `rootId`, for it and everything below, or `resourceIds`',
        culprits: [
          { kind: 'field', name: 'rootId' },
          { kind: 'field', name: 'resourceIds' },
        ],
      });
    }
    if (rootId && revision !== undefined) {
      const root = await this.#deps.resources.get(rootId);
      if (!root) {
        throw resourceNotFound(rootId);
      }
      assertRevision(root, revision);
    }
  }

  async #principals({ credentials }: CallOptions): Promise<string[]> {
    return (await this.#deps.access.callerOf(credentials)).principals;
  }
}
