import type { JsonValue } from '@backstage/types';
import type { AttributeChange } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { hasMarks, isMarked, marksAt } from './marks';
import type { Marks, PlanChange } from './planJson';

type Step = string | number;

/** One place in an object, before and after. */
interface Spot {
  path: Step[];
  before: JsonValue | undefined;
  after: JsonValue | undefined;
  unknown: Marks;
  beforeSensitive: Marks;
  afterSensitive: Marks;
}

/** Lists what changes within an object, attribute by attribute, without sensitive values. */
export function attributeChanges(change: PlanChange): AttributeChange[] {
  const found: AttributeChange[] = [];
  const replacePaths = change.replace_paths ?? [];
  visit(
    {
      path: [],
      before: change.before ?? undefined,
      after: change.after ?? undefined,
      unknown: change.after_unknown,
      beforeSensitive: change.before_sensitive,
      afterSensitive: change.after_sensitive,
    },
    spot => {
      const attribute = toAttribute(spot);
      const forces = replacePaths.some(path => overlaps(path, spot.path));
      found.push(
        forces ? { ...attribute, forcesReplacement: true } : attribute,
      );
    },
  );
  return found;
}

function visit(spot: Spot, report: (spot: Spot) => void) {
  const { before, after } = spot;
  const sensitive =
    isMarked(spot.beforeSensitive) || isMarked(spot.afterSensitive);
  const unknown = isMarked(spot.unknown);
  if (
    isNothing(before) &&
    isNothing(after) &&
    !unknown &&
    !hasMarks(spot.unknown)
  ) {
    return;
  }
  if (sensitive || unknown || !canDescend(spot)) {
    const remarked =
      isMarked(spot.beforeSensitive) !== isMarked(spot.afterSensitive);
    const onBothSides = !isNothing(before) && !isNothing(after);
    if (unknown || (remarked && onBothSides) || !equal(before, after)) {
      report(spot);
    }
    return;
  }
  for (const key of members(before, after, spot.unknown)) {
    visit(memberAt(spot, key), report);
  }
}

function isNothing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null;
}

function isContainer(
  value: JsonValue | undefined,
): value is JsonValue[] | { [k: string]: JsonValue } {
  return typeof value === 'object' && value !== null;
}

/** Structures are compared member by member unless the kind of structure changes. */
function canDescend({ path, before, after, unknown }: Spot): boolean {
  const sides = [before, after].filter(value => !isNothing(value));
  if (!sides.every(isContainer)) {
    return false;
  }
  if (
    sides.length === 2 &&
    Array.isArray(sides[0]) !== Array.isArray(sides[1])
  ) {
    return false;
  }
  // An empty list or object has no members to report, so it is reported itself.
  const isEmpty = members(before, after, unknown).length === 0;
  const comesOrGoes = sides.length < 2;
  return path.length === 0 || !isEmpty || !comesOrGoes;
}

function members(...values: (JsonValue | Marks | undefined)[]): Step[] {
  const containers = values.filter(
    value => typeof value === 'object' && value !== null,
  ) as object[];
  if (containers.some(Array.isArray)) {
    const length = Math.max(
      ...containers.filter(Array.isArray).map(list => list.length),
    );
    return Array.from({ length }, (_, index) => index);
  }
  return [...new Set(containers.flatMap(Object.keys))].sort();
}

function memberAt(spot: Spot, key: Step): Spot {
  return {
    path: [...spot.path, key],
    before: valueAt(spot.before, key),
    after: valueAt(spot.after, key),
    unknown: marksAt(spot.unknown, key),
    beforeSensitive: marksAt(spot.beforeSensitive, key),
    afterSensitive: marksAt(spot.afterSensitive, key),
  };
}

function valueAt(
  value: JsonValue | undefined,
  key: Step,
): JsonValue | undefined {
  if (!isContainer(value) || !Object.hasOwn(value, key)) {
    return undefined;
  }
  return (value as Record<Step, JsonValue>)[key];
}

function toAttribute(spot: Spot): AttributeChange {
  const sensitive =
    hasMarks(spot.beforeSensitive) || hasMarks(spot.afterSensitive);
  const afterUnknown = isMarked(spot.unknown);
  return {
    path: formatPath(spot.path),
    action: attributeAction(spot, afterUnknown),
    sensitive,
    afterUnknown,
    ...(!sensitive && !isNothing(spot.before) && { before: spot.before }),
    ...(!sensitive &&
      !afterUnknown &&
      !isNothing(spot.after) && { after: spot.after }),
  };
}

function attributeAction(
  spot: Spot,
  afterUnknown: boolean,
): AttributeChange['action'] {
  if (isNothing(spot.before)) return 'create';
  if (isNothing(spot.after) && !afterUnknown) return 'delete';
  return 'update';
}

function overlaps(replacePath: Step[], path: Step[]): boolean {
  const length = Math.min(replacePath.length, path.length);
  return replacePath
    .slice(0, length)
    .every((step, index) => String(step) === String(path[index]));
}

/** Writes a path such as `tags.team`, `rules[0].port` or `labels["a/b"]`. */
export function formatPath(path: Step[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(step))
        return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

function equal(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (isContainer(a) && isContainer(b)) {
    const keys = Object.keys(a);
    return (
      Array.isArray(a) === Array.isArray(b) &&
      keys.length === Object.keys(b).length &&
      keys.every(
        key => Object.hasOwn(b, key) && equal(valueAt(a, key), valueAt(b, key)),
      )
    );
  }
  return a === b || (isNothing(a) && isNothing(b));
}
