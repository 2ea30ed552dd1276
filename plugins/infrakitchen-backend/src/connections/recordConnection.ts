import type { Knex } from 'knex';
import type { Actor, HistoryStore } from '../history';
import { snapshotOf, type ConnectionRecord } from './types';

/** Writes the revision and the audit line of a change of a connection. */
export async function recordConnection(
  history: HistoryStore,
  tx: Knex.Transaction,
  actor: Actor,
  verb: string,
  before: ConnectionRecord | undefined,
  after: ConnectionRecord,
): Promise<void> {
  const { kind, id, name, revision } = after;
  const snapshot = snapshotOf(after);
  await history.addRevision(tx, {
    ...{ kind, id, revision, snapshot },
    actor: actor.ref,
  });
  await history.audit(tx, {
    actor,
    action: `${kind}.${verb}`,
    outcome: 'succeeded',
    entity: { kind, id, name },
    before: before && snapshotOf(before),
    after: verb === 'deleted' ? undefined : snapshot,
  });
}
