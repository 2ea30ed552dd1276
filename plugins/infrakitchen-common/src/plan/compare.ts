import type { ChangeAction, ObjectChange, Plan } from '../api';
import { changesSomething } from './summary';

/**
 * What a plan does with one object, or with an output at the address
 * `output.NAME`.
 *
 * @public
 */
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
  /** Approved, and still to be done, perhaps in another way; as approved. */
  left: PlannedAction[];
  /** To be done, though not approved. */
  unexpected: PlannedAction[];
}

type ComparedPlan = Pick<Plan, 'changes' | 'outputChanges'>;

/** A step of a plan, under every key by which its rest may show up later. */
interface Step extends PlannedAction {
  keys: string[];
}

/**
 * Compares an approved plan with what is left after an apply whose end nobody
 * saw.
 *
 * A replacement that stopped between its two halves is left as the other half
 * alone, which is not more than was approved.
 *
 * @public
 */
export function comparePlans(
  approved: ComparedPlan,
  remaining: ComparedPlan,
): PlanComparison {
  const approvedSteps = stepsOf(approved);
  const remainingSteps = stepsOf(remaining);
  const remainingKeys = new Set(remainingSteps.map(({ keys }) => keys[0]));
  const approvedKeys = new Set(approvedSteps.flatMap(({ keys }) => keys));

  const unexpected = remainingSteps.filter(
    ({ keys }) => !approvedKeys.has(keys[0]),
  );
  const unexpectedAddresses = new Set(unexpected.map(step => step.address));
  const isLeft = ({ address, keys }: Step) =>
    unexpectedAddresses.has(address) ||
    keys.some(key => remainingKeys.has(key));
  const left = approvedSteps.filter(isLeft);
  const done = approvedSteps.filter(step => !isLeft(step));
  const isUntouched = approvedSteps.every(({ keys }) =>
    remainingKeys.has(keys[0]),
  );
  return {
    remaining: verdict(),
    done: done.map(toAction),
    left: left.map(toAction),
    unexpected: unexpected.map(toAction),
  };

  function verdict(): PlanComparison['remaining'] {
    if (unexpected.length > 0) {
      return 'other';
    }
    if (remainingSteps.length === 0) {
      return 'none';
    }
    return isUntouched ? 'all' : 'part';
  }
}

function stepsOf({ changes, outputChanges }: ComparedPlan): Step[] {
  return [
    ...changes.filter(changesSomething).map(change => ({
      address: change.address,
      action: change.action,
      keys: [change.action, ...halves(change)].map(action =>
        keyOf(change.address, action),
      ),
    })),
    ...outputChanges
      .filter(({ action }) => action !== 'no-op')
      .map(({ name, action }) => ({
        address: `output.${name}`,
        action,
        keys: [keyOf(`output.${name}`, action)],
      })),
  ];
}

function halves(change: ObjectChange): ChangeAction[] {
  if (change.action !== 'replace') {
    return [];
  }
  return change.createBeforeDestroy ? ['delete'] : ['create'];
}

function keyOf(address: string, action: ChangeAction): string {
  return JSON.stringify([address, action]);
}

function toAction({ address, action }: Step): PlannedAction {
  return { address, action };
}
