import type { JsonObject, JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import type {
  EffectiveVariable,
  FormHints,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Which editor fits a value. */
export type ValueKind =
  | 'options'
  | 'boolean'
  | 'number'
  | 'string'
  | 'list'
  | 'tuple'
  | 'map'
  | 'object'
  | 'any';

/** What the form knows of a variable besides its schema. */
export function hintsOf(property: RJSFSchema): Partial<FormHints> {
  return property['x-infrakitchen'] ?? {};
}

/** Splits off that a value may be null. */
export function unwrapNullable(schema: RJSFSchema): {
  schema: RJSFSchema;
  nullable: boolean;
} {
  const alternatives = (schema.anyOf ?? schema.oneOf) as
    | RJSFSchema[]
    | undefined;
  if (alternatives?.some(option => option.type === 'null')) {
    const rest = alternatives.filter(option => option.type !== 'null');
    if (rest.length === 1) {
      const { anyOf, oneOf, ...outer } = schema;
      return { schema: { ...outer, ...rest[0] }, nullable: true };
    }
  }
  if (Array.isArray(schema.type) && schema.type.includes('null')) {
    const types = schema.type.filter(type => type !== 'null');
    return {
      schema: { ...schema, type: types.length === 1 ? types[0] : types },
      nullable: true,
    };
  }
  return { schema, nullable: false };
}

/** The values that a variable may have, where they are counted up. */
export function optionsOf(
  schema: RJSFSchema,
  variable: EffectiveVariable | undefined,
): JsonValue[] | undefined {
  const options = (schema.enum ?? variable?.rule?.options) as
    | JsonValue[]
    | undefined;
  const usable = options?.filter(option => option !== null);
  return usable && usable.length > 0 ? usable : undefined;
}

/** The editor that fits a schema without its null. */
export function kindOf(schema: RJSFSchema): ValueKind {
  if (optionsOf(schema, undefined)) {
    return 'options';
  }
  switch (schema.type) {
    case 'boolean':
      return 'boolean';
    case 'number':
    case 'integer':
      return 'number';
    case 'string':
      return 'string';
    case 'array':
      // A tuple without elements has no list of schemas, but no room either.
      return Array.isArray(schema.items) || schema.maxItems === 0
        ? 'tuple'
        : 'list';
    case 'object':
      return schema.properties ? 'object' : 'map';
    default:
      return 'any';
  }
}

/** The schema of a list's or a map's entries. */
export function entrySchema(schema: RJSFSchema): RJSFSchema {
  const entries = schema.type === 'array' ? schema.items : undefined;
  const found = entries ?? schema.additionalProperties;
  return typeof found === 'object' && !Array.isArray(found)
    ? (found as RJSFSchema)
    : {};
}

/** The schemas of a tuple's elements. */
export function elementSchemas(schema: RJSFSchema): RJSFSchema[] {
  return Array.isArray(schema.items) ? (schema.items as RJSFSchema[]) : [];
}

/** The schema's properties by name. */
export function propertiesOf(schema: RJSFSchema): Record<string, RJSFSchema> {
  return (schema.properties ?? {}) as Record<string, RJSFSchema>;
}

/**
 * What a value starts as. A number or a truth value has nothing to start from:
 * it stays without one until somebody says which.
 */
export function startValue(schema: RJSFSchema): JsonValue | undefined {
  const { schema: inner } = unwrapNullable(schema);
  switch (kindOf(inner)) {
    case 'string':
    case 'any':
      return '';
    case 'list':
      return [];
    case 'tuple':
      return elementSchemas(inner).map(item => startValue(item) ?? null);
    case 'map':
    case 'object':
      return {};
    default:
      return undefined;
  }
}

const emptyValues = {
  text: { value: '', key: 'variable.setToEmptyText' },
  set: { value: [], key: 'variable.setToEmptySet' },
  list: { value: [], key: 'variable.setToEmptyList' },
  map: { value: {}, key: 'variable.setToEmptyMap' },
  object: { value: {}, key: 'variable.setToEmptyObject' },
} satisfies Record<string, { value: JsonValue; key: `variable.${string}` }>;

/** What is as little as a value of the kind can be, and how it is offered. */
export function emptyValue(schema: RJSFSchema) {
  switch (kindOf(schema)) {
    case 'string':
      return schema.minLength ? undefined : emptyValues.text;
    case 'list':
      if (schema.minItems) {
        return undefined;
      }
      return schema.uniqueItems ? emptyValues.set : emptyValues.list;
    case 'map':
      return schema.minProperties ? undefined : emptyValues.map;
    case 'object':
      return schema.minProperties || schema.required?.length
        ? undefined
        : emptyValues.object;
    default:
      return undefined;
  }
}

/** The type in Terraform's words, without the attributes of objects. */
export function typeName(schema: RJSFSchema): string {
  const { schema: inner } = unwrapNullable(schema);
  switch (kindOf(inner)) {
    case 'boolean':
      return 'bool';
    case 'list':
      return `${inner.uniqueItems ? 'set' : 'list'}(${typeName(
        entrySchema(inner),
      )})`;
    case 'map':
      return `map(${typeName(entrySchema(inner))})`;
    case 'options':
      return typeof inner.type === 'string' ? inner.type : 'any';
    default:
      return kindOf(inner);
  }
}

/** Whether an editor of a kind can show a value. */
export function canShow(
  kind: ValueKind,
  value: JsonValue | undefined,
): boolean {
  if (value === undefined || value === null || kind === 'any') {
    return true;
  }
  switch (kind) {
    case 'list':
    case 'tuple':
      return Array.isArray(value);
    case 'map':
    case 'object':
      return isJsonObject(value);
    case 'number':
      // On the way to a number there is text.
      return typeof value === 'number' || typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean' || value === '';
    case 'string':
      return typeof value === 'string';
    default:
      return true;
  }
}

export function isJsonObject(
  value: JsonValue | undefined,
): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
