import type { Knex } from 'knex';
import {
  isCascadeItemLost,
  isEmptyPlan,
  isTerminal,
  mayHaveChanged,
  outlinePlan,
  type CascadeItemState,
  type Refusal,
  type RunError,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunStore } from '../runs';
import { digestOf } from './setRequirements';
import type { CascadeItemStore, ItemRun } from './CascadeItemStore';
import type { CascadeStore } from './CascadeStore';
import { itemError } from './problems';
import type { CascadeItemRecord, CascadeRecord } from './types';
import { driver, type CascadeEnds } from './CascadeEnds';

/** How long the plans of a preview may wait for the requester. */
const PREVIEW_MS = 24 * 60 * 60_000;

const isLeft = (state: CascadeItemState) => state === 'previewed';

/** Takes over what the runs of a cascade have come to, and ends it where nothing is left. */
export class CascadeSettler {
  readonly #store: CascadeStore;
  readonly #items: CascadeItemStore;
  readonly #ends: CascadeEnds;
  readonly #runs: RunStore;

  constructor(options: {
    cascades: CascadeStore;
    items: CascadeItemStore;
    ends: CascadeEnds;
    store: RunStore;
  }) {
    this.#store = options.cascades;
    this.#items = options.items;
    this.#ends = options.ends;
    this.#runs = options.store;
  }

  /** @returns ids of runs that have to be stopped. */
  async settle(tx: Knex.Transaction, id: string): Promise<string[]> {
    const cascade = await this.#store.lock(tx, id);
    if (!cascade || !['previewing', 'running'].includes(cascade.state)) {
      return [];
    }
    const { changed, active } = await this.#takeOver(tx, cascade);
    const current = changed
      ? await this.#store.patch(tx, cascade, {}, driver)
      : cascade;
    if (active.length === 0) {
      await this.#endOf(tx, current);
      return [];
    }
    return cascade.cancelRequested
      ? active
          .filter(run => !run.cancelRequested && !mayHaveChanged(run.state))
          .map(run => run.id)
      : [];
  }

  /** What became of the runs in hand; those that are still. */
  async #takeOver(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
  ): Promise<{ changed: boolean; active: ItemRun[] }> {
    const isPreview = cascade.state === 'previewing';
    const inHand = await this.#items.inStates(tx, cascade.id, [
      'previewing',
      'running',
      'awaiting_approval',
    ]);
    const runIdOf = (item: CascadeItemRecord) =>
      (isPreview ? item.previewRunId : item.runId)!;
    const runs = await this.#items.runs(tx, inHand.map(runIdOf));
    const active: ItemRun[] = [];
    let changed = false;
    for (const item of inHand) {
      const run = runs.get(runIdOf(item))!;
      const patch = isPreview
        ? await this.#previewPatch(tx, cascade, run)
        : applyPatch(run);
      if (!isTerminal(run.state)) {
        active.push(run);
      }
      if (patch.state !== item.state) {
        changed = true;
        await this.#items.patch(tx, item.id, patch);
      }
    }
    return { changed, active };
  }

  async #previewPatch(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    run: ItemRun,
  ): Promise<Partial<CascadeItemRecord>> {
    if (!isTerminal(run.state)) {
      return { state: 'previewing' };
    }
    if (run.state === 'succeeded' || run.state === 'no_changes') {
      const plan = (await this.#runs.payload(run.id, 'plan', tx))!;
      return {
        state: 'previewed',
        planLater: false,
        planDigest: run.planDigest,
        planOutline: outlinePlan(plan),
      };
    }
    const error = errorOf(run);
    return (await this.#isOnlyLater(tx, cascade, error))
      ? { state: 'previewed', planLater: true, error: undefined }
      : { state: 'failed', error };
  }

  /** Whether a plan is only missing what another resource will put out. */
  async #isOnlyLater(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    { code, culprits = [] }: Refusal,
  ): Promise<boolean> {
    if (cascade.kind === 'destroy' || code !== 'missing_output') {
      return false;
    }
    const ids = culprits.flatMap(({ kind, id }) =>
      kind === 'resource' && id ? [id] : [],
    );
    return ids.length > 0 && (await this.#items.count(tx, cascade.id, ids)) > 0;
  }

  /** Nothing is in hand: on to the next step, unless something is left to begin. */
  async #endOf(tx: Knex.Transaction, cascade: CascadeRecord): Promise<void> {
    const counts = await this.#items.counts(cascade.id, tx);
    const has = (test: (state: CascadeItemState) => boolean) =>
      counts.some(({ state }) => test(state));
    const isLost = has(isCascadeItemLost);
    if (cascade.cancelRequested) {
      await this.#ends.cancel(tx, cascade, driver);
    } else if (cascade.state === 'previewing') {
      if (!has(state => state === 'pending')) {
        await (isLost
          ? this.#ends.fail(tx, cascade)
          : this.#previewed(tx, cascade));
      }
    } else if (isLost && (cascade.stopOnFailure || !has(isLeft))) {
      await this.#ends.fail(tx, cascade);
    } else if (!has(isLeft)) {
      await this.#ends.succeed(tx, cascade);
    }
  }

  async #previewed(tx: Knex.Transaction, cascade: CascadeRecord) {
    const items = await this.#items.all(cascade.id, tx);
    await this.#store.move(tx, cascade, {
      to: 'previewed',
      actor: driver,
      patch: {
        digest: digestOf(items),
        error: undefined,
        expiresAt: Date.now() + PREVIEW_MS,
      },
      detail: {
        unchanged: items.filter(
          ({ planOutline }) => planOutline && isEmptyPlan(planOutline),
        ).length,
      },
    });
  }
}

const applied: Partial<Record<RunState, CascadeItemState>> = {
  succeeded: 'succeeded',
  no_changes: 'no_changes',
  cancelled: 'cancelled',
  awaiting_approval: 'awaiting_approval',
};

function applyPatch(run: ItemRun): Partial<CascadeItemRecord> {
  const known = applied[run.state];
  if (known) {
    return {
      state: known,
      ...(known === 'cancelled' && { error: errorOf(run) }),
    };
  }
  return isTerminal(run.state)
    ? { state: 'failed', error: errorOf(run) }
    : { state: 'running' };
}

function errorOf(run: ItemRun): Refusal {
  if (run.error) {
    return itemError(JSON.parse(run.error) as RunError);
  }
  const { note, pullRequest } = run;
  const name = pullRequest?.number && `#${pullRequest.number}`;
  return {
    code: `run_${run.state}`,
    message: note
      ? `Its run was ${run.state}: ${note}`
      : `Its run was ${run.state}; the run says by whom and why`,
    culprits: [
      { kind: 'run', id: run.id },
      ...(pullRequest
        ? [
            {
              kind: 'pull_request' as const,
              id: pullRequest.id,
              ...(name && { name }),
            },
          ]
        : []),
    ],
  };
}
