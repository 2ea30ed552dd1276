import type { JsonObject, JsonValue } from '@backstage/types';
import type { TypeNode } from './types';

/** A value of the wanted type, or why there is none. @public */
export type Coercion =
  | { ok: true; value: JsonValue }
  | { ok: false; message: string };

class CoercionError extends Error {}

const numberPattern = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Turns text, such as an inherited config, into a value of a type: `"1.5"`
 * becomes the number 1.5, `"false"` the bool false, and collections are read
 * as JSON. Text for `any` stays text unless it is a JSON list or object.
 *
 * @public
 */
export function coerceText(text: string, node: TypeNode): Coercion {
  return attempt(() => fromText(text, node));
}

/**
 * Converts a JSON value to a type as Terraform does: `"1"` is a number where a
 * number is wanted, and a number is text where text is wanted.
 *
 * @public
 */
export function coerceValue(value: JsonValue, node: TypeNode): Coercion {
  return attempt(() => convert(value, node, ''));
}

function attempt(read: () => JsonValue): Coercion {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof CoercionError) {
      return { ok: false, message: error.message };
    }
    throw error;
  }
}

function fromText(text: string, node: TypeNode): JsonValue {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return convert(text, node, '');
    case 'any':
      return anyFromText(text);
    default:
      return convert(parseJson(text, node), node, '');
  }
}

function anyFromText(text: string): JsonValue {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseJson(text: string, node: TypeNode): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    const example =
      node.kind === 'map' || node.kind === 'object'
        ? '{"name": "value"}'
        : '["value"]';
    throw new CoercionError(
      `a ${node.kind} is written as JSON, such as ${example}`,
    );
  }
}

function convert(value: JsonValue, node: TypeNode, path: string): JsonValue {
  if (value === null) {
    if (path !== '' || node.kind === 'any') return null;
    throw new CoercionError(`null is not a ${node.kind}`);
  }
  switch (node.kind) {
    case 'string':
      return toText(value, path);
    case 'number':
      return toNumber(value, path);
    case 'bool':
      return toBool(value, path);
    case 'any':
      return value;
    case 'list':
      return toItems(value, 'list', path).map((item, index) =>
        convert(item, node.element, `${path}[${index}]`),
      );
    case 'set':
      return distinct(
        toItems(value, 'set', path).map((item, index) =>
          convert(item, node.element, `${path}[${index}]`),
        ),
      );
    case 'tuple':
      return toTuple(value, node.elements, path);
    case 'map':
      return Object.fromEntries(
        toEntries(value, 'map', path).map(([key, item]) => [
          key,
          convert(item, node.element, join(path, key)),
        ]),
      );
    default:
      return toObject(value, node, path);
  }
}

function toText(value: JsonValue, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new CoercionError(`${where(path)}${describe(value)} is not a string`);
}

function toNumber(value: JsonValue, path: string): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (!numberPattern.test(text)) {
    throw new CoercionError(`${where(path)}${describe(value)} is not a number`);
  }
  const result = Number(text);
  const exact = /^[+-]?\d+$/.test(text)
    ? Number.isFinite(result) &&
      BigInt(text.replace(/^\+/, '')) === BigInt(result)
    : Number.isFinite(result);
  if (!exact) {
    throw new CoercionError(
      `${where(path)}${describe(value)} is too large to be kept exactly`,
    );
  }
  return result === 0 ? 0 : result;
}

function toBool(value: JsonValue, path: string): boolean {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new CoercionError(
    `${where(path)}${describe(value)} is not true or false`,
  );
}

function toItems(value: JsonValue, kind: string, path: string): JsonValue[] {
  if (Array.isArray(value)) return value;
  throw new CoercionError(`${where(path)}${describe(value)} is not a ${kind}`);
}

function toEntries(
  value: JsonValue,
  kind: string,
  path: string,
): [string, JsonValue][] {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value as JsonObject) as [string, JsonValue][];
  }
  throw new CoercionError(`${where(path)}${describe(value)} is not a ${kind}`);
}

function toTuple(
  value: JsonValue,
  elements: TypeNode[],
  path: string,
): JsonValue[] {
  const items = toItems(value, 'tuple', path);
  if (items.length !== elements.length) {
    throw new CoercionError(
      `${where(path)}${elements.length} elements are wanted, ${
        items.length
      } are there`,
    );
  }
  return items.map((item, index) =>
    convert(item, elements[index], `${path}[${index}]`),
  );
}

function toObject(
  value: JsonValue,
  node: TypeNode & { kind: 'object' },
  path: string,
): JsonObject {
  const given = new Map(toEntries(value, 'object', path));
  const result: [string, JsonValue][] = [];
  for (const attribute of node.attributes) {
    const item = given.get(attribute.name);
    given.delete(attribute.name);
    if (item === undefined && !attribute.optional) {
      throw new CoercionError(
        `${where(path)}the attribute "${attribute.name}" is missing`,
      );
    }
    if (item !== undefined) {
      result.push([
        attribute.name,
        convert(item, attribute.type, join(path, attribute.name)),
      ]);
    }
  }
  const [unknown] = given.keys();
  if (unknown !== undefined) {
    throw new CoercionError(`${where(path)}there is no attribute "${unknown}"`);
  }
  return Object.fromEntries(result);
}

function distinct(items: JsonValue[]): JsonValue[] {
  const seen = new Set<string>();
  return items.filter(item => {
    const key = stableText(item);
    return !seen.has(key) && seen.add(key);
  });
}

function stableText(value: JsonValue): string {
  return JSON.stringify(value, (_key, item) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(
          Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : item,
  );
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function where(path: string): string {
  return path === '' ? '' : `${path}: `;
}

function describe(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
