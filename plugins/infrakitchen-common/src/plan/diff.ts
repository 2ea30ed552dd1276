import type { AttributeChange, ObjectChange, Plan } from '../api';
import type { OutputChange } from './summary';

/** One object, or what is done with it, in two plans. @public */
export interface ObjectDifference {
  address: string;
  /** `changed` where both plans have it, and do something else with it. */
  kind: 'added' | 'removed' | 'changed';
  before?: ObjectChange;
  after?: ObjectChange;
  /** Paths of the attributes that the plans do not agree about. */
  paths: string[];
}

/** How a later plan differs from an earlier one. @public */
export interface PlanDifference {
  objects: ObjectDifference[];
  /** Names of outputs that the plans do not agree about. */
  outputs: string[];
  /** How many objects both plans treat alike. */
  equal: number;
}

/**
 * Compares what two plans do. Sensitive values are not known, so that two
 * changes of one are taken for alike.
 *
 * @public
 */
export function diffPlans(
  before: Pick<Plan, 'changes' | 'outputChanges'>,
  after: Pick<Plan, 'changes' | 'outputChanges'>,
): PlanDifference {
  const earlier = byAddress(before.changes);
  const later = byAddress(after.changes);
  const addresses = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  const objects = addresses.flatMap(address => {
    const difference = differ(earlier.get(address), later.get(address));
    return difference ? [{ address, ...difference }] : [];
  });
  return {
    objects,
    outputs: differingOutputs(before.outputChanges, after.outputChanges),
    equal: addresses.length - objects.length,
  };
}

function differ(
  before: ObjectChange | undefined,
  after: ObjectChange | undefined,
): Omit<ObjectDifference, 'address'> | undefined {
  if (!before || !after) {
    return before
      ? { kind: 'removed', before, paths: [] }
      : { kind: 'added', after, paths: [] };
  }
  const paths = differingPaths(before.attributes, after.attributes);
  return before.action === after.action && paths.length === 0
    ? undefined
    : { kind: 'changed', before, after, paths };
}

function differingPaths(
  before: AttributeChange[],
  after: AttributeChange[],
): string[] {
  return differing(before, after, attribute => attribute.path);
}

function differingOutputs(
  before: OutputChange[],
  after: OutputChange[],
): string[] {
  return differing(before, after, output => output.name);
}

function differing<T extends object>(
  before: T[],
  after: T[],
  keyOf: (item: T) => string,
): string[] {
  const earlier = new Map(
    before.map(item => [keyOf(item), JSON.stringify(item)]),
  );
  const later = new Map(after.map(item => [keyOf(item), JSON.stringify(item)]));
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .filter(key => earlier.get(key) !== later.get(key))
    .sort();
}

function byAddress(changes: ObjectChange[]): Map<string, ObjectChange> {
  return new Map(
    changes
      .filter(({ action }) => action !== 'no-op')
      .map(change => [change.address, change]),
  );
}
