import type { Knex } from 'knex';
import type { Outbox } from '../outbox';
import type { RunRecord } from '../runs';
import type { Verdict } from './types';

/** Tells of a decision about a run, in its transaction. */
export async function announceDecision(
  tx: Knex,
  outbox: Outbox,
  options: {
    run: RunRecord;
    decision: 'approved' | 'rejected';
    /** Of this decision among those of the run. */
    key: string;
    by: string;
    /** What the run still needs. */
    verdict?: Verdict;
  },
): Promise<void> {
  const { run, decision, key, by, verdict } = options;
  const payload = { runId: run.id, resourceId: run.resourceId };
  await outbox.add(tx, {
    topic: 'approval.decided',
    key: `approval.decided:${run.id}:${decision}:${key}`,
    payload: { ...payload, by, ...(verdict && countOf(verdict)), decision },
  });
  // Whoever looks at the run sees one more approval.
  await outbox.add(tx, {
    topic: 'run.changed',
    key: `run.changed:${run.id}:${decision}:${key}`,
    payload: { ...payload, kind: run.kind, state: run.state },
  });
}

/** How many approvals there are of how many that are needed. */
function countOf({ requirements, valid }: Verdict) {
  const given = requirements.map(({ ruleId, approvals }) =>
    Math.min(
      approvals,
      valid.filter(approval => approval.ruleId === ruleId).length,
    ),
  );
  const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
  return {
    given: sum(given),
    needed: sum(requirements.map(({ approvals }) => approvals)),
  };
}
