import type { ObjectChange, Plan, PlanSummary } from '../api';

/** An output in a plan. @public */
export type OutputChange = Plan['outputChanges'][number];

/** Counts what a plan does. @public */
export function summarisePlan(
  _changes: readonly ObjectChange[],
  _outputChanges: readonly OutputChange[] = [],
): PlanSummary {
  throw new Error('Not implemented');
}

/** Whether a plan deletes or replaces an object. @public */
export function isDestructive(_plan: Pick<Plan, 'changes'>): boolean {
  throw new Error('Not implemented');
}

/** Whether applying a plan would change nothing. @public */
export function isEmptyPlan(
  _plan: Pick<Plan, 'changes' | 'outputChanges'>,
): boolean {
  throw new Error('Not implemented');
}

/** Counts in words, such as "2 to create, 1 to replace". @public */
export function describeSummary(_summary: PlanSummary): string {
  throw new Error('Not implemented');
}
