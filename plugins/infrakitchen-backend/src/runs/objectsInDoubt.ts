import type {
  ObjectProgress,
  Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * Addresses of objects that may exist although no state knows of them: the
 * engine had begun to create them, and either the state lacks them or a new
 * plan would create them again.
 *
 * What the engine reported as created counts as well, because it saves its
 * state only now and then. The address alone proves nothing of a replacement:
 * the state may still hold the old object.
 */
export function objectsInDoubt(evidence: {
  approved: Pick<Plan, 'changes'>;
  remaining: Pick<Plan, 'changes'>;
  progress: ObjectProgress[];
  known: string[];
}): string[] {
  const known = new Set(evidence.known);
  const createdFirst = new Set(
    evidence.approved.changes
      .filter(change => change.createBeforeDestroy)
      .map(({ address }) => address),
  );
  const stillToCreate = new Set(
    evidence.remaining.changes.filter(creates).map(({ address }) => address),
  );
  return evidence.progress
    .filter(
      object =>
        object.status !== 'planned' &&
        // Of a replacement the last half is told, which may be the removal.
        (creates(object) || createdFirst.has(object.address)),
    )
    .map(({ address }) => address)
    .filter(address => !known.has(address) || stillToCreate.has(address));
}

function creates({ action }: { action: string }): boolean {
  return action === 'create' || action === 'replace';
}
