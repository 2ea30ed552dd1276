import type { Knex } from 'knex';
import type { ChangedField } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { ParentLink } from './HierarchyStore';
import type { Relocation } from './ResourceMover';
import { snapshotOf } from './snapshot';
import type { Entries, ResourceRecord } from './types';

interface Version {
  record: ResourceRecord;
  entries: Entries;
  parents: ParentLink[];
}

/** Writes down what an edit did, and tells others. */
export class EditRecorder {
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: { history: HistoryStore; outbox: Outbox }) {
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  async record(
    tx: Knex.Transaction,
    edit: {
      actor: Actor;
      before: Version;
      after: Version;
      /** Whether something holds now, besides what became a pending change. */
      isEdited: boolean;
      /** Whether it is in another project. */
      isMoved: boolean;
      relocation: Relocation | undefined;
      pendingChange: ChangedField[];
    },
  ): Promise<void> {
    const { actor, before, after, isEdited, isMoved, relocation } = edit;
    const { id, name, revision } = after.record;
    const snapshot = snapshotOf(after.record, after.entries, {
      parents: after.parents,
      pendingChange: edit.pendingChange,
    });
    await this.#history.addRevision(tx, {
      kind: 'resource',
      id,
      revision,
      snapshot,
      actor: actor.ref,
    });
    if (isEdited) {
      await this.#history.audit(tx, {
        actor,
        action: 'resource.updated',
        outcome: 'succeeded',
        entity: { kind: 'resource', id, name },
        before: snapshotOf(before.record, before.entries, before),
        after: snapshot,
        detail: detailOf(edit),
      });
    }
    await this.#outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${id}:${revision}`,
      payload: { resourceId: id, itself: isMoved || relocation !== undefined },
    });
    if (relocation) {
      await this.#outbox.add(tx, {
        topic: 'resource.moved',
        key: `resource.moved:${id}:${revision}`,
        payload: {
          resourceId: id,
          actor: actor.ref,
          leftIds: relocation.left.map(parent => parent.id),
        },
      });
    }
  }
}

function detailOf({
  before,
  after,
  isMoved,
  relocation,
}: {
  before: Version;
  after: Version;
  isMoved: boolean;
  relocation: Relocation | undefined;
}) {
  return isMoved || relocation
    ? {
        ...(isMoved && {
          project: {
            from: before.record.projectId,
            to: after.record.projectId,
          },
        }),
        ...(relocation && {
          parents: {
            from: before.parents.map(({ id, name }) => ({ id, name })),
            to: after.parents.map(({ id, name }) => ({ id, name })),
          },
        }),
      }
    : undefined;
}
