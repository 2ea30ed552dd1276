import type { ObjectChange, Plan, PlanSummary } from '../api';

/** An output in a plan. @public */
export type OutputChange = Plan['outputChanges'][number];

const verbs = ['create', 'update', 'replace', 'delete', 'read'] as const;

/**
 * Counts what a plan does. A replaced object counts once, as replaced.
 *
 * @public
 */
export function summarisePlan(
  changes: readonly ObjectChange[],
  outputChanges: readonly OutputChange[] = [],
): PlanSummary {
  const summary: PlanSummary = {
    create: 0,
    update: 0,
    delete: 0,
    replace: 0,
    read: 0,
    outputs: outputChanges.filter(({ action }) => action !== 'no-op').length,
  };
  for (const { action } of changes) {
    if (action !== 'no-op') {
      summary[action] += 1;
    }
  }
  return summary;
}

/** Whether a plan deletes or replaces an object. @public */
export function isDestructive(plan: Pick<Plan, 'changes'>): boolean {
  return plan.changes.some(
    ({ action }) => action === 'delete' || action === 'replace',
  );
}

/**
 * Whether applying a plan would change nothing: neither objects nor outputs
 * nor addresses in the state. Reading alone changes nothing.
 *
 * @public
 */
export function isEmptyPlan(plan: {
  changes: Pick<ObjectChange, 'action' | 'previousAddress'>[];
  outputChanges: Pick<OutputChange, 'action'>[];
}): boolean {
  return (
    !plan.changes.some(changesSomething) &&
    !plan.outputChanges.some(({ action }) => action !== 'no-op')
  );
}

/** What several plans do together. @public */
export function sumSummaries(summaries: readonly PlanSummary[]): PlanSummary {
  const sum = summarisePlan([]);
  for (const summary of summaries) {
    for (const key of Object.keys(sum) as (keyof PlanSummary)[]) {
      sum[key] += summary[key];
    }
  }
  return sum;
}

/** Counts in words, such as "2 to create, 1 to replace". @public */
export function describeSummary(summary: PlanSummary): string {
  const parts = verbs
    .filter(verb => summary[verb] > 0)
    .map(verb => `${summary[verb]} to ${verb}`);
  if (summary.outputs > 0) {
    const noun = summary.outputs === 1 ? 'output' : 'outputs';
    parts.push(`${summary.outputs} ${noun} to change`);
  }
  return parts.length > 0 ? parts.join(', ') : 'no changes';
}

/** A moved object keeps its attributes, but its new address must be stored. */
export function changesSomething(
  change: Pick<ObjectChange, 'action' | 'previousAddress'>,
): boolean {
  if (change.action === 'no-op') {
    return change.previousAddress !== undefined;
  }
  return change.action !== 'read';
}
