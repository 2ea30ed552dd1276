import type { Knex } from 'knex';
import { refusalsOf } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { GrantStore } from '../access';
import { lockMutex } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { RunStore } from '../runs';
import type { StateStore } from '../state';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore } from './HierarchyStore';
import { refuseAction } from './problems';
import type { ResourceStore } from './ResourceStore';
import type { ResourceView } from './ResourceView';
import { snapshotOf } from './snapshot';

/** What deleting works with. */
export interface ResourceDeleterDeps {
  resources: ResourceStore;
  hierarchy: HierarchyStore;
  changes: ChangeStore;
  view: ResourceView;
  grants: GrantStore;
  store: RunStore;
  states: StateStore;
  history: HistoryStore;
}

/** Deletes resources of which nothing is left; their history is kept. */
export class ResourceDeleter {
  readonly #deps: ResourceDeleterDeps;

  constructor(deps: ResourceDeleterDeps) {
    this.#deps = deps;
  }

  async delete(
    tx: Knex.Transaction,
    id: string,
    { actor, revision }: { actor: Actor; revision?: number },
  ): Promise<void> {
    const { resources, hierarchy, changes, view, grants } = this.#deps;
    const { store, states, history } = this.#deps;
    // What is moved meanwhile would be given ancestors that are gone.
    await lockMutex(tx, 'resource-hierarchy', 'shared');
    const record = await resources.lockSeen(tx, id, revision);
    const change = await changes.get(id, tx);
    refuseAction(refusalsOf(await view.facts(record, change, tx), 'delete'));
    const entries = await resources.entries([id], tx);
    const parents = await hierarchy.parents([id], tx);
    await store.archive(tx, id);
    await states.delete(tx, id);
    await resources.delete(tx, id);
    const taken = await grants.deleteAt(tx, 'resource', id);
    await history.audit(tx, {
      actor,
      action: 'resource.deleted',
      outcome: 'succeeded',
      entity: { kind: 'resource', id, name: record.name },
      before: snapshotOf(record, entries.get(id)!, {
        parents: parents.get(id)!,
      }),
      detail: { grants: taken },
    });
  }
}
