import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import type {
  EffectiveVariable,
  FormHints,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Which input fits a variable. */
export type FieldKind =
  | 'options'
  | 'boolean'
  | 'number'
  | 'string'
  | 'structure'
  | 'json';

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

function isTyped(schema: RJSFSchema | boolean | undefined): boolean {
  return typeof schema === 'object' && schema.type !== undefined;
}

/** The input that fits a schema without its null. */
export function fieldKind(
  schema: RJSFSchema,
  variable: EffectiveVariable | undefined,
): FieldKind {
  if (optionsOf(schema, variable)) {
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
      // Tuples and lists of anything have no form that would be clearer.
      return isTyped(schema.items as RJSFSchema) ? 'structure' : 'json';
    case 'object':
      return schema.properties ||
        isTyped(schema.additionalProperties as RJSFSchema)
        ? 'structure'
        : 'json';
    default:
      return 'json';
  }
}

/** The schema's properties by name. */
export function propertiesOf(schema: RJSFSchema): Record<string, RJSFSchema> {
  return (schema.properties ?? {}) as Record<string, RJSFSchema>;
}
