import { hclLiteral, hclString, isHclIdentifier } from './literal';
import type { TypeAttribute, TypeNode } from './types';

/**
 * Writes a type on one line, as `terraform fmt` leaves it. Without
 * `defaults`, `optional(string, "x")` becomes `optional(string)`.
 *
 * @public
 */
export function formatType(
  node: TypeNode,
  options: { defaults?: boolean } = {},
): string {
  switch (node.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${node.kind}(${formatType(node.element, options)})`;
    case 'tuple':
      return `tuple([${node.elements
        .map(element => formatType(element, options))
        .join(', ')}])`;
    case 'object': {
      const attributes = node.attributes.map(attribute =>
        formatAttribute(attribute, options),
      );
      return attributes.length === 0
        ? 'object({})'
        : `object({ ${attributes.join(', ')} })`;
    }
    default:
      return node.kind;
  }
}

function formatAttribute(
  attribute: TypeAttribute,
  options: { defaults?: boolean },
): string {
  const name = isHclIdentifier(attribute.name)
    ? attribute.name
    : hclString(attribute.name);
  const type = formatType(attribute.type, options);
  if (!attribute.optional) {
    return `${name} = ${type}`;
  }
  if (!attribute.default || options.defaults === false) {
    return `${name} = optional(${type})`;
  }
  const value =
    attribute.default.kind === 'value'
      ? hclLiteral(attribute.default.value)
      : attribute.default.text;
  return `${name} = optional(${type}, ${value})`;
}
