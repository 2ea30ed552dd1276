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

/** `item[2]` before `item[10]`. */
const inOrder = new Intl.Collator('en', { numeric: true }).compare;

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
  const addresses = [...new Set([...earlier.keys(), ...later.keys()])].sort(
    inOrder,
  );
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
  // Nothing is left to compare of what goes.
  const goes = [before, after].some(({ action }) => action === 'delete');
  const paths = goes ? [] : differingPaths(before.attributes, after.attributes);
  return before.action === after.action && paths.length === 0
    ? undefined
    : { kind: 'changed', before, after, paths };
}

function differingPaths(
  before: AttributeChange[],
  after: AttributeChange[],
): string[] {
  return differing(before, after, attribute => attribute.path, resultOf);
}

function differingOutputs(
  before: OutputChange[],
  after: OutputChange[],
): string[] {
  return differing(
    before,
    after,
    output => output.name,
    output => output,
  );
}

/** What a plan makes of an attribute; what it was before is not its doing. */
function resultOf({
  before: _before,
  action,
  ...result
}: AttributeChange): object {
  return { ...result, gone: action === 'delete' };
}

function differing<T extends object>(
  before: T[],
  after: T[],
  keyOf: (item: T) => string,
  valueOf: (item: T) => object,
): string[] {
  const texts = (items: T[]) =>
    new Map(items.map(item => [keyOf(item), JSON.stringify(valueOf(item))]));
  const [earlier, later] = [texts(before), texts(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .filter(key => earlier.get(key) !== later.get(key))
    .sort(inOrder);
}

function byAddress(changes: ObjectChange[]): Map<string, ObjectChange> {
  return new Map(
    changes
      .filter(({ action }) => action !== 'no-op')
      .map(change => [change.address, change]),
  );
}
