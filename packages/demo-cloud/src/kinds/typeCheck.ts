import { isRecord } from './checks';
import { AttributeType, Issue, ValuePath } from './types';

/** What is wrong with the type of a value. An absent value fits every type. */
export function checkType(
  type: AttributeType,
  value: unknown,
  path: ValuePath,
): Issue[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (typeof type === 'string') {
    const expected = type === 'bool' ? 'boolean' : type;
    return typeof value === expected ? [] : wrong(path, type);
  }
  if (type[0] === 'object') {
    return checkObject(type[1], value, path);
  }
  return checkCollection(type, value, path);
}

function checkCollection(
  [shape, element]: ['list' | 'set' | 'map', AttributeType],
  value: unknown,
  path: ValuePath,
): Issue[] {
  if (shape === 'map') {
    return isRecord(value)
      ? Object.entries(value).flatMap(([key, item]) =>
          checkType(element, item, [...path, key]),
        )
      : wrong(path, 'map');
  }
  return Array.isArray(value)
    ? value.flatMap((item, index) => checkType(element, item, [...path, index]))
    : wrong(path, shape);
}

function checkObject(
  attributes: Record<string, AttributeType>,
  value: unknown,
  path: ValuePath,
): Issue[] {
  if (!isRecord(value)) {
    return wrong(path, 'object');
  }
  const strangers = Object.keys(value)
    .filter(name => !Object.hasOwn(attributes, name))
    .map(name => ({ path: [...path, name], message: 'is not known' }));
  return Object.entries(attributes)
    .flatMap(([name, type]) => checkType(type, value[name], [...path, name]))
    .concat(strangers);
}

function wrong(path: ValuePath, expected: string): Issue[] {
  return [{ path, message: `must be of type ${expected}` }];
}
