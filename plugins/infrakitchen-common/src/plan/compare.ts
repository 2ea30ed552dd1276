import type { ChangeAction, Plan } from '../api';

/** What a plan does with one object or output. @public */
export interface PlannedAction {
  address: string;
  action: ChangeAction;
}

/**
 * What a second plan says about the apply of a first one.
 *
 * @public
 */
export interface PlanComparison {
  /**
   * How much of the approved plan is still to be done: nothing, everything, a
   * part; or something is to be done that nobody approved.
   */
  remaining: 'none' | 'all' | 'part' | 'other';
  /** Approved, and no longer to be done. */
  done: PlannedAction[];
  /** Approved, and still to be done. */
  left: PlannedAction[];
  /** To be done, though not approved. */
  unexpected: PlannedAction[];
}

/** Compares an approved plan with what is left after an apply whose end nobody saw. @public */
export function comparePlans(
  _approved: Pick<Plan, 'changes' | 'outputChanges'>,
  _remaining: Pick<Plan, 'changes' | 'outputChanges'>,
): PlanComparison {
  throw new Error('Not implemented');
}
