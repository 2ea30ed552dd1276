import type { JsonValue } from '@backstage/types';

/**
 * JSON text that is the same for equal values: keys in a fixed order, numbers
 * in their shortest form.
 *
 * @public
 */
export function canonicalJson(_value: JsonValue): string {
  throw new Error('Not implemented');
}

/**
 * Whether two JSON values are equal, whatever the order of their keys.
 *
 * @public
 */
export function jsonEquals(
  _a: JsonValue | undefined,
  _b: JsonValue | undefined,
): boolean {
  throw new Error('Not implemented');
}
