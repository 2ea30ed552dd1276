import { JsonObject } from '@backstage/types';
import { isDeepStrictEqual } from 'node:util';
import { checkValues, Issue, KindDefinition } from '../kinds';
import { checkType } from '../kinds/typeCheck';
import { InvalidObjectError } from './errors';

/** The attributes of an object to be, defaults filled in. */
export function validateNew(
  kind: KindDefinition,
  given: JsonObject,
): JsonObject {
  assertNoIssues(kind, unsettable(kind, given));
  const attributes = withDefaults(kind, given);
  assertNoIssues(kind, judge(kind, attributes));
  return attributes;
}

/** The attributes of an object after a change. */
export function validateChange(
  kind: KindDefinition,
  before: JsonObject,
  given: JsonObject,
): JsonObject {
  assertNoIssues(kind, [
    ...unsettable(kind, given),
    ...frozen(kind, before, given),
  ]);
  const attributes = withDefaults(kind, { ...before, ...given });
  assertNoIssues(kind, judge(kind, attributes));
  return attributes;
}

function withDefaults(kind: KindDefinition, given: JsonObject): JsonObject {
  const defaults = Object.entries(kind.attributes)
    .filter(([, definition]) => definition.default !== undefined)
    .map(([name, definition]) => [name, definition.default]);
  const values = Object.entries(given).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(defaults), ...Object.fromEntries(values) };
}

function judge(kind: KindDefinition, values: JsonObject): Issue[] {
  const types = Object.entries(kind.attributes).flatMap(
    ([name, { type, use }]) =>
      use === 'required' && values[name] === undefined
        ? [{ path: [name], message: 'must be given' }]
        : checkType(type, values[name], [name]),
  );
  return types.length > 0 ? types : checkValues(kind, values);
}

function unsettable(kind: KindDefinition, given: JsonObject): Issue[] {
  return Object.keys(given).flatMap(name => {
    const use = Object.hasOwn(kind.attributes, name)
      ? kind.attributes[name].use
      : undefined;
    if (use === undefined) {
      return [{ path: [name], message: 'is not known' }];
    }
    return use === 'computed'
      ? [{ path: [name], message: 'is decided by the cloud' }]
      : [];
  });
}

function frozen(
  kind: KindDefinition,
  before: JsonObject,
  given: JsonObject,
): Issue[] {
  return Object.entries(given)
    .filter(
      ([name, value]) =>
        kind.attributes[name]?.immutable &&
        !isDeepStrictEqual(value ?? undefined, before[name]),
    )
    .map(([name]) => ({ path: [name], message: 'cannot be changed' }));
}

function assertNoIssues(kind: KindDefinition, issues: Issue[]): void {
  if (issues.length > 0) {
    throw new InvalidObjectError(kind.kind, issues);
  }
}
