import type { JsonValue } from '@backstage/types';
import type { TypeNode } from './types';

/**
 * Leaves out attributes that a type does not name, as Terraform does. Whole
 * objects are often passed on for a few of their attributes. In a value
 * that somebody typed, the same would be a mistake.
 *
 * @public
 */
export function dropUnknownAttributes(
  value: JsonValue,
  node: TypeNode,
): JsonValue {
  if (Array.isArray(value)) {
    if (node.kind === 'list' || node.kind === 'set') {
      return value.map(item => dropUnknownAttributes(item, node.element));
    }
    return node.kind === 'tuple' && node.elements.length === value.length
      ? value.map((item, i) => dropUnknownAttributes(item, node.elements[i]))
      : value;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (node.kind === 'map') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        dropUnknownAttributes(item!, node.element),
      ]),
    );
  }
  if (node.kind !== 'object') {
    return value;
  }
  return Object.fromEntries(
    node.attributes
      .filter(({ name }) => Object.hasOwn(value, name))
      .map(({ name, type }) => [
        name,
        dropUnknownAttributes(value[name]!, type),
      ]),
  );
}
