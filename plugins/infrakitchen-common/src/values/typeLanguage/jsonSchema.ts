import type { JsonObject } from '@backstage/types';
import type { TypeNode } from './types';

/**
 * The JSON Schema (draft-07) of the values that a type takes.
 *
 * An attribute also takes `null`, as in Terraform: an optional one is then
 * absent, and modules older than `optional(…)` want it said. Elements of a
 * collection do not, because forms send `null` for an item that is not filled.
 *
 * Terraform drops attributes that a type does not name; the schema refuses
 * them, because they are nearly always typing errors.
 *
 * @public
 */
export function typeToJsonSchema(
  node: TypeNode,
  options: { nullable?: boolean } = {},
): JsonObject {
  const schema = schemaOf(node);
  if (options.nullable && typeof schema.type === 'string') {
    return { ...schema, type: [schema.type, 'null'] };
  }
  return schema;
}

function schemaOf(node: TypeNode): JsonObject {
  switch (node.kind) {
    case 'string':
      return { type: 'string' };
    case 'number':
      return { type: 'number' };
    case 'bool':
      return { type: 'boolean' };
    case 'any':
      return {};
    case 'list':
      return { type: 'array', items: schemaOf(node.element) };
    case 'set':
      return {
        type: 'array',
        items: schemaOf(node.element),
        uniqueItems: true,
      };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(node.element) };
    case 'tuple':
      return tupleSchema(node.elements);
    default:
      return objectSchema(node);
  }
}

function tupleSchema(elements: TypeNode[]): JsonObject {
  const size = { minItems: elements.length, maxItems: elements.length };
  // draft-07 forbids an empty list of item schemas
  return elements.length === 0
    ? { type: 'array', ...size }
    : {
        type: 'array',
        items: elements.map(schemaOf),
        additionalItems: false,
        ...size,
      };
}

function objectSchema(node: TypeNode & { kind: 'object' }): JsonObject {
  const properties = node.attributes.map(attribute => {
    const schema = typeToJsonSchema(attribute.type, { nullable: true });
    return [
      attribute.name,
      attribute.default?.kind === 'value'
        ? { ...schema, default: attribute.default.value }
        : schema,
    ];
  });
  const required = node.attributes
    .filter(attribute => !attribute.optional)
    .map(attribute => attribute.name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}
