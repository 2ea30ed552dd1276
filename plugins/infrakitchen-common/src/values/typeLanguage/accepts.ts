import type { TypeAttribute, TypeNode } from './types';

/**
 * Whether every value of one type is one of another type too, as it is written
 * in JSON: what was set as a number is no string, whatever an engine would
 * make of it.
 *
 * @public
 */
export function acceptsType(target: TypeNode, source: TypeNode): boolean {
  if (target.kind === 'any') {
    return true;
  }
  switch (source.kind) {
    case 'any':
      return false;
    case 'string':
    case 'number':
    case 'bool':
      return target.kind === source.kind;
    case 'list':
    case 'set':
      return (
        (target.kind === 'list' || target.kind === 'set') &&
        acceptsType(target.element, source.element)
      );
    case 'map':
      return (
        target.kind === 'map' && acceptsType(target.element, source.element)
      );
    case 'tuple':
      return acceptsTuple(target, source.elements);
    default:
      return acceptsObject(target, source.attributes);
  }
}

function acceptsTuple(target: TypeNode, elements: TypeNode[]): boolean {
  if (target.kind === 'list' || target.kind === 'set') {
    return elements.every(element => acceptsType(target.element, element));
  }
  return (
    target.kind === 'tuple' &&
    target.elements.length === elements.length &&
    target.elements.every((type, index) => acceptsType(type, elements[index]))
  );
}

function acceptsObject(
  target: TypeNode,
  attributes: readonly TypeAttribute[],
): boolean {
  if (target.kind === 'map') {
    return attributes.every(({ type }) => acceptsType(target.element, type));
  }
  if (target.kind !== 'object') {
    return false;
  }
  const given = new Map(attributes.map(item => [item.name, item]));
  const wanted = new Set(target.attributes.map(({ name }) => name));
  // What is not known would be dropped, and with it what somebody meant.
  return (
    attributes.every(({ name }) => wanted.has(name)) &&
    target.attributes.every(({ name, type, optional }) => {
      const source = given.get(name);
      return source
        ? acceptsType(type, source.type) && (optional || !source.optional)
        : optional;
    })
  );
}
