import type { JsonValue } from '@backstage/types';

/**
 * JSON text that is the same for equal values: keys in a fixed order, numbers
 * in their shortest form. For digests and for comparing unique values.
 *
 * @public
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .filter(key => value[key] !== undefined)
      .sort()
      .map(key => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${value} is not a JSON value`);
  }
  const text = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError(`A ${typeof value} is not a JSON value`);
  }
  return text;
}

/**
 * Whether two JSON values are equal, whatever the order of their keys.
 * `undefined` stands for no value, which differs from `null`.
 *
 * @public
 */
export function jsonEquals(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
): boolean {
  if (a === b) {
    return true;
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null
  ) {
    return false;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => jsonEquals(item, b[index]))
    );
  }
  const keys = definedKeys(a);
  return (
    keys.length === definedKeys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && jsonEquals(a[key], b[key]))
  );
}

function definedKeys(value: { [key: string]: JsonValue | undefined }) {
  return Object.keys(value).filter(key => value[key] !== undefined);
}

/**
 * Reads a member by a name that users choose, so that `constructor` and the
 * like are not taken from the prototype.
 */
export function ownMember<T>(
  record: Readonly<Record<string, T>>,
  name: string,
): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Whether a value nests deeper than a limit; does not recurse itself. */
export function isDeeperThan(value: JsonValue, limit: number): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) {
      return true;
    }
    const next: JsonValue[] = [];
    for (const item of level) {
      if (typeof item === 'object' && item !== null) {
        for (const child of Object.values(item)) {
          if (typeof child === 'object' && child !== null) {
            next.push(child);
          }
        }
      }
    }
    level = next;
  }
  return false;
}

/** Whether a value says as little as no value at all. */
export function isBlank(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') {
    return true;
  }
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Numbers with more digits than a double keeps. */
const manyDigits = /[-:\s[,]\d[\d.]{15,}/;

/**
 * Reads JSON. Numbers that would change by being read are kept as text, so that
 * nobody is shown, or goes on with, another number than was written.
 *
 * @public
 */
export function parseExactJson(text: string): JsonValue {
  return manyDigits.test(text)
    ? JSON.parse(text, keepExactNumber)
    : JSON.parse(text);
}

function keepExactNumber(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { source?: string },
): unknown {
  if (typeof value !== 'number' || context?.source === undefined) {
    return value;
  }
  const digits = context.source.replace(/\D/g, '').length;
  return digits <= 15 || String(value) === context.source
    ? value
    : context.source;
}
