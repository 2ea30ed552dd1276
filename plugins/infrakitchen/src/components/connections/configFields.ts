import type { JsonObject } from '@backstage/types';
import {
  KEPT_SECRET,
  type ConfigSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** How a field of a configuration is asked for. */
export interface ConfigField {
  name: string;
  title: string;
  description?: string;
  kind: 'text' | 'area' | 'secret' | 'map' | 'choice' | 'number' | 'flag';
  required: boolean;
  options: string[];
  maxLength?: number;
  defaultValue?: unknown;
}

/** From this length on a text has lines. */
const LONG = 1_000;

/** The fields of a form, in the order of the schema. */
export function configFields(schema: ConfigSchema): ConfigField[] {
  const required = (schema.required ?? []) as string[];
  return Object.entries(schema.properties).map(([name, field]) => ({
    name,
    title: (field.title as string | undefined) ?? name,
    description: field.description as string | undefined,
    kind: kindOf(field),
    required: required.includes(name),
    options: (field.enum ?? []) as string[],
    maxLength: field.maxLength as number | undefined,
    defaultValue: field.default,
  }));
}

/** Only the secrets, for a rotation. */
export function secretFields(schema: ConfigSchema): ConfigField[] {
  return configFields(schema).filter(({ name, kind }) =>
    kind === 'map' ? true : schema.properties[name].writeOnly === true,
  );
}

/** What is left to fill in, in words; nothing where all is there. */
export function configProblem(
  fields: ConfigField[],
  config: JsonObject,
): string | undefined {
  const missing = fields.find(({ name, required, kind }) => {
    const value = config[name];
    return (
      required &&
      (value === undefined ||
        value === null ||
        value === '' ||
        (kind === 'map' && Object.keys(value as object).length === 0))
    );
  });
  return missing && `Fill in ${missing.title}.`;
}

/**
 * The configuration as the API takes it: what was emptied is cleared with null,
 * and what never had a value is left out.
 */
export function toConfig(draft: JsonObject, stored: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(draft).flatMap(([name, value]) => {
      const isEmpty = value === undefined || value === '';
      if (isEmpty) {
        return Object.hasOwn(stored, name) ? [[name, null]] : [];
      }
      return [[name, value]];
    }),
  );
}

/** Whether a secret was left as it is stored. */
export function isKept(value: unknown): boolean {
  return value === KEPT_SECRET;
}

function kindOf(field: JsonObject): ConfigField['kind'] {
  if (field.type === 'object') {
    return 'map';
  }
  if (Array.isArray(field.enum)) {
    return 'choice';
  }
  if (field.type === 'boolean') {
    return 'flag';
  }
  if (field.type === 'integer' || field.type === 'number') {
    return 'number';
  }
  const isLong = typeof field.maxLength === 'number' && field.maxLength > LONG;
  if (field.writeOnly) {
    return isLong && field.contentMediaType ? 'area' : 'secret';
  }
  return isLong && field.contentMediaType ? 'area' : 'text';
}
