import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { HistoryStore } from './HistoryStore';
import type { Actor, AuditRecord, EntityKind } from './types';

/** Writes the revision of a changed record and its line in the trail. */
export async function recordChange(
  history: HistoryStore,
  tx: Knex.Transaction,
  change: {
    actor: Actor;
    action: string;
    entity: { kind: EntityKind; id: string; name: string };
    revision: number;
    before?: JsonObject;
    after: JsonObject;
    /** Nothing comes after it. */
    isDeleted?: boolean;
    detail?: AuditRecord['detail'];
  },
): Promise<void> {
  const { actor, action, entity, revision, before, after, detail } = change;
  await history.addRevision(tx, {
    kind: entity.kind,
    id: entity.id,
    revision,
    snapshot: after,
    actor: actor.ref,
  });
  await history.audit(tx, {
    actor,
    action,
    outcome: 'succeeded',
    entity,
    before,
    after: change.isDeleted ? undefined : after,
    detail,
  });
}
