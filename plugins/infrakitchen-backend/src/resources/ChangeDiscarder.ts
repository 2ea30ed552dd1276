import { refusalsOf } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { Actor } from '../history';
import type { WaitingRuns } from '../runs';
import type { ChangeStore } from './ChangeStore';
import type { PendingChanges } from './PendingChanges';
import { refuseAction } from './problems';
import type { ResourceStore } from './ResourceStore';
import type { ResourceView } from './ResourceView';

/** Drops pending changes inside a transaction, with every rule. */
export class ChangeDiscarder {
  readonly #resources: ResourceStore;
  readonly #changes: ChangeStore;
  readonly #view: ResourceView;
  readonly #waiting: WaitingRuns;
  readonly #pending: PendingChanges;

  constructor(options: {
    resources: ResourceStore;
    changes: ChangeStore;
    view: ResourceView;
    waiting: WaitingRuns;
    pending: PendingChanges;
  }) {
    this.#resources = options.resources;
    this.#changes = options.changes;
    this.#view = options.view;
    this.#waiting = options.waiting;
    this.#pending = options.pending;
  }

  /** A run that waits with the plan of the change is discarded with it. */
  async discard(
    tx: Knex.Transaction,
    id: string,
    { actor, revision }: { actor: Actor; revision?: number },
  ): Promise<void> {
    const record = await this.#resources.lockSeen(tx, id, revision);
    const change = await this.#changes.get(id, tx);
    const facts = await this.#view.facts(record, change, tx);
    refuseAction(refusalsOf(facts, 'discard-change'));
    const superseded =
      facts.activeRun &&
      (await this.#waiting.supersede(
        tx,
        { id: facts.activeRun.id, resourceId: id },
        { actor, note: `${actor.ref} discarded the change` },
      ));
    await this.#pending.discard(
      tx,
      { ...record, ...(superseded?.previous as object | undefined) },
      actor,
    );
  }
}
