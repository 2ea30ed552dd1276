import type { Knex } from 'knex';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  isInfrakitchenError,
  type CascadeItemState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { inTransaction, isUniqueViolation } from '../database';
import type { Actor } from '../history';
import type { Outbox } from '../outbox';
import type { RunInterventions, RunRequester, RunStore } from '../runs';
import { inTurn } from '../sweeping';
import type { CascadeApprovals } from './CascadeApprovals';
import { driver, type CascadeEnds } from './CascadeEnds';
import type { CascadeItemStore } from './CascadeItemStore';
import { GroupsUnknown, type CascadeRights } from './CascadeRights';
import type { CascadeSettler } from './CascadeSettler';
import type { CascadeSteps } from './CascadeSteps';
import type { CascadeStore } from './CascadeStore';
import { blockedBy } from './problems';
import { waitsFor } from './setRequirements';
import type { CascadeItemRecord, CascadeRecord } from './types';

/** Cascades that one look takes up. */
const SWEEP_BATCH = 1_000;
/** A message may be lost; a cascade that stands still for so long is looked at. */
const IDLE_MS = 60_000;

const rulesChanged: Actor = { kind: 'sweeper', ref: 'approval-rules' };

/** What brings cascades on works with. */
export interface CascadeDriverDeps {
  knex: Knex;
  cascades: CascadeStore;
  items: CascadeItemStore;
  approvals: CascadeApprovals;
  settler: CascadeSettler;
  steps: CascadeSteps;
  rights: CascadeRights;
  ends: CascadeEnds;
  store: RunStore;
  requester: RunRequester;
  interventions: RunInterventions;
  outbox: Outbox;
  logger: LoggerService;
}

/** How far the choice of the next resource came. */
type Choice = 'begun' | 'ended' | 'nothing' | 'groups_unknown';

/**
 * Brings cascades on. Everything it knows is in the database: each call takes
 * over what the runs have come to and begins with what may be begun, so it may
 * be called at any time, by any replica, as often as one likes.
 */
export class CascadeDriver {
  readonly #deps: CascadeDriverDeps;

  constructor(deps: CascadeDriverDeps) {
    this.#deps = deps;
  }

  async advance(id: string): Promise<void> {
    const { knex, settler, requester } = this.#deps;
    try {
      let again = true;
      while (again) {
        const toStop = await inTransaction(knex, tx => settler.settle(tx, id));
        await this.#stop(toStop);
        const isEnded = await this.#beginAll(id);
        // A run that nobody had in hand is over as soon as it is stopped.
        again = isEnded || toStop.length > 0;
      }
    } finally {
      // What was begun is, whatever became of the rest.
      requester.committed();
    }
  }

  /** Looks after cascades whose messages were lost, and ends those of yesterday. */
  async sweep(): Promise<void> {
    const { cascades } = this.#deps;
    const now = Date.now();
    const before = now - IDLE_MS;
    await this.#each(await cascades.expired(now, SWEEP_BATCH), id =>
      this.#expire(id),
    );
    await this.#each(await cascades.idle({ before, limit: SWEEP_BATCH }), id =>
      this.advance(id),
    );
  }

  /** The rules have changed: what waits may wait for others, or for nobody. */
  async reconsider(): Promise<void> {
    const { knex, cascades, outbox } = this.#deps;
    const waiting = await cascades.inState('awaiting_approval', SWEEP_BATCH);
    const failed = await this.#each(waiting, id =>
      inTransaction(knex, async tx => {
        const cascade = await cascades.lock(tx, id);
        if (cascade?.state === 'awaiting_approval') {
          await this.decide(tx, cascade, rulesChanged);
        }
      }),
    );
    outbox.wake();
    if (failed > 0) {
      // So that the message comes again.
      throw new Error(`${failed} cascades could not be looked at`);
    }
  }

  /** Lets a locked cascade begin where nobody is missing, or has it wait. */
  async decide(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    actor: Actor,
  ): Promise<void> {
    const { cascades, approvals } = this.#deps;
    const verdict = await approvals.verdict(cascade, tx);
    await approvals.settle(tx, verdict);
    if (verdict.unmet.length === 0) {
      await cascades.move(tx, cascade, {
        to: 'running',
        actor,
        patch: { startedAt: Date.now(), expiresAt: undefined },
      });
      return;
    }
    const patch = waitsFor(cascade, verdict);
    await (cascade.state === 'awaiting_approval'
      ? cascades.patch(tx, cascade, patch, actor)
      : cascades.move(tx, cascade, {
          to: 'awaiting_approval',
          actor,
          patch,
        }));
  }

  /** @returns how many could not be looked after. */
  async #each(
    ids: string[],
    work: (id: string) => Promise<void>,
  ): Promise<number> {
    const failures = await inTurn(ids, work);
    for (const { item, error } of failures) {
      this.#deps.logger.warn(`The cascade ${item} stands still: ${error}`);
    }
    return failures.length;
  }

  /** @returns whether anything came to its end at once, so that more may follow. */
  async #beginAll(id: string): Promise<boolean> {
    const { cascades, rights } = this.#deps;
    let isEnded = false;
    let principals: string[] | undefined;
    for (;;) {
      const choice = await this.#beginNext(id, principals);
      if (choice === 'nothing') {
        return isEnded;
      }
      if (choice === 'groups_unknown') {
        principals = await rights.principalsNow(await cascades.require(id));
      }
      isEnded ||= choice === 'ended';
    }
  }

  async #beginNext(
    id: string,
    principals: string[] | undefined,
  ): Promise<Choice> {
    const { knex, cascades, items, steps } = this.#deps;
    let chosen: CascadeItemRecord | undefined;
    try {
      return await inTransaction(knex, async tx => {
        const cascade = await cascades.lock(tx, id);
        chosen = cascade && (await this.#choose(tx, cascade));
        if (!cascade || !chosen) {
          return 'nothing';
        }
        return this.#begin(tx, cascade, chosen, principals);
      });
    } catch (error) {
      if (error instanceof GroupsUnknown) {
        return 'groups_unknown';
      }
      const item = chosen;
      if (!item || !(isInfrakitchenError(error) || isUniqueViolation(error))) {
        throw error;
      }
      await inTransaction(knex, async tx => {
        const cascade = await cascades.lock(tx, id);
        const [current] = await items.byIds(tx, [item.id]);
        if (cascade && current.state === item.state) {
          await steps.refused(tx, cascade, item, error);
        }
      });
      return 'ended';
    }
  }

  async #begin(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
    principals: string[] | undefined,
  ): Promise<Choice> {
    const { items, steps } = this.#deps;
    if (cascade.state === 'previewing') {
      await steps.preview(tx, cascade, item, principals);
      return 'begun';
    }
    const direction = cascade.kind === 'destroy' ? 'down' : 'up';
    const lost = await items.lostBefore(tx, item, direction);
    if (lost.length > 0) {
      const error = blockedBy(lost);
      await items.patch(tx, item.id, { state: 'skipped', error });
      return 'ended';
    }
    return (await steps.apply(tx, cascade, item, principals))
      ? 'begun'
      : 'ended';
  }

  /** The next resource of a locked cascade that may be begun now. */
  async #choose(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
  ): Promise<CascadeItemRecord | undefined> {
    const { items } = this.#deps;
    const isPreview = cascade.state === 'previewing';
    if (
      cascade.cancelRequested ||
      !(isPreview || cascade.state === 'running')
    ) {
      return undefined;
    }
    const counts = await items.counts(cascade.id, tx);
    const sum = (...states: CascadeItemState[]) =>
      counts
        .filter(({ state }) => states.includes(state))
        .reduce((total, { count }) => total + count, 0);
    if (sum('previewing', 'running') >= cascade.maxParallel) {
      return undefined;
    }
    if (isPreview) {
      const [next] = await items.inStates(tx, cascade.id, ['pending'], 1);
      return next;
    }
    if (cascade.stopOnFailure && sum('failed', 'cancelled') > 0) {
      return undefined;
    }
    // Whole levels, one after the other.
    const open: CascadeItemState[] = [
      'previewed',
      'running',
      'awaiting_approval',
    ];
    const level = counts.find(({ state }) => open.includes(state))?.level;
    const [next] = await items.inStates(tx, cascade.id, ['previewed'], 1);
    return next?.level === level ? next : undefined;
  }

  /** What applies already comes to its end; nobody interrupts that here. */
  async #stop(runIds: string[]): Promise<void> {
    const { store, interventions, logger } = this.#deps;
    for (const id of runIds) {
      try {
        await interventions.cancel(await store.require(id), driver);
      } catch (error) {
        if (!isInfrakitchenError(error)) {
          throw error;
        }
        logger.debug(`Run ${id} was over before it was cancelled`);
      }
    }
  }

  async #expire(id: string): Promise<void> {
    const { knex, cascades, ends } = this.#deps;
    await inTransaction(knex, async tx => {
      const cascade = await cascades.lock(tx, id);
      const isDue =
        cascade?.expiresAt !== undefined && cascade.expiresAt <= Date.now();
      if (cascade && isDue) {
        const isConfirmed = cascade.state === 'awaiting_approval';
        await ends.cancel(
          tx,
          cascade,
          { kind: 'sweeper', ref: 'cascades' },
          {
            code: isConfirmed ? 'approval_expired' : 'preview_expired',
            message: isConfirmed
              ? 'Nobody approved the plans in time; start the cascade again'
              : 'Nobody confirmed the plans in time; start the cascade again',
          },
        );
      }
    });
    this.#deps.outbox.wake();
  }
}
