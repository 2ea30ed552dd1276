import type { JsonObject, JsonValue } from '@backstage/types';
import {
  isFieldRequired,
  isFieldVisible,
  KEPT_SECRET,
  secretFieldsOf,
  type ConfigSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { withoutLogin } from '../shared';
import { type Translate } from './translation';

/** How a field of a configuration is asked for. */
export interface ConfigField {
  name: string;
  title: string;
  description?: string;
  kind: 'text' | 'area' | 'secret' | 'map' | 'choice' | 'number' | 'flag';
  required: boolean;
  secret: boolean;
  /** What may be chosen, and how it is called. */
  options: Array<{ id: string; label: string }>;
  maxLength?: number;
  defaultValue?: unknown;
}

/** From this length on a text has lines. */
const LONG = 1_000;

/**
 * The fields of a form, in the order of the schema: those that belong to what
 * is chosen in the configuration.
 */
export function configFields(
  schema: ConfigSchema,
  config: JsonObject,
): ConfigField[] {
  return Object.entries(schema.properties)
    .filter(([name]) => isFieldVisible(schema, name, config))
    .map(([name, field]) => ({
      name,
      title: (field.title as string | undefined) ?? name,
      description: field.description as string | undefined,
      kind: kindOf(field),
      required: isFieldRequired(schema, name, config),
      secret: field.writeOnly === true,
      options: optionsOf(field),
      maxLength: field.maxLength as number | undefined,
      defaultValue: field.default,
    }));
}

/** Only the secrets, for a rotation. */
export function secretFields(
  schema: ConfigSchema,
  config: JsonObject,
): ConfigField[] {
  return configFields(schema, config).filter(
    ({ kind, secret }) => kind === 'map' || secret,
  );
}

/**
 * A new configuration: what is required is what it is by default, and what has
 * to be chosen is the first, which is the best.
 */
export function startConfig(schema: ConfigSchema): JsonObject {
  return Object.fromEntries(
    configFields(schema, {})
      .filter(({ required }) => required)
      .map(({ name, kind, options, defaultValue }) => [
        name,
        defaultValue ?? (kind === 'choice' ? options[0].id : undefined),
      ])
      .filter(([, value]) => value !== undefined),
  );
}

/** The configuration without what was written for another choice. */
export function visibleConfig(
  schema: ConfigSchema,
  config: JsonObject,
): JsonObject {
  return Object.fromEntries(
    Object.entries(config).filter(([name]) =>
      isFieldVisible(schema, name, config),
    ),
  );
}

/** What is left to fill in, in words; nothing where all is there. */
export function configProblem(
  t: Translate,
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
  const title = missing?.title ?? fields.map(emptyName(config)).find(Boolean);
  return title && t('configFields.fillInTitle', { title });
}

/** The first name of a map of secrets that has none. */
function emptyName(config: JsonObject) {
  return ({ name, kind }: ConfigField) =>
    kind === 'map'
      ? Object.entries((config[name] ?? {}) as JsonObject).find(
          ([, value]) => value === '',
        )?.[0]
      : undefined;
}

/**
 * What a draft keeps of a configuration: no secret that somebody typed, but
 * that one was removed.
 *
 * @returns what was left out, by titles and names
 */
export function keptConfig(
  schema: ConfigSchema,
  config: JsonObject,
  stored: JsonObject,
): { config: JsonObject; omitted: string[] } {
  const { texts } = secretFieldsOf(schema);
  const omitted: string[] = [];
  const keep = (
    name: string,
    value: JsonValue | undefined,
  ): Array<[string, JsonValue]> => {
    const field = schema.properties[name];
    if (!field) {
      return [];
    }
    const title = String(field.title ?? name);
    if (field.type === 'object') {
      return [[name, keptNames(value, stored[name], omitted)]];
    }
    if (texts.includes(name)) {
      if (value && !isKept(value)) {
        omitted.push(title);
        return [];
      }
    } else if (typeof value === 'string') {
      const kept = withoutLogin(value);
      if (kept !== value) {
        omitted.push(title);
      }
      return [[name, kept]];
    }
    // Null is what is emptied, which JSON would leave out.
    return [[name, value ?? null]];
  };
  return {
    config: Object.fromEntries(
      Object.entries(config).flatMap(([name, value]) => keep(name, value)),
    ),
    omitted,
  };
}

function keptNames(
  value: JsonValue | undefined,
  stored: JsonValue | undefined,
  omitted: string[],
): JsonObject {
  const storedNames = Object.keys((stored ?? {}) as object);
  return Object.fromEntries(
    Object.entries((value ?? {}) as JsonObject).map(([name, secret]) => {
      if (secret && !isKept(secret)) {
        omitted.push(name);
      }
      return [name, storedNames.includes(name) ? KEPT_SECRET : ''];
    }),
  );
}

/** A kept configuration; what was left out is as the form starts. */
export function restoredConfig(
  found: JsonObject,
  start: JsonObject,
): JsonObject {
  return {
    ...start,
    ...Object.fromEntries(
      Object.entries(found).map(([name, value]) => [name, value ?? undefined]),
    ),
  };
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

/** Titles of what is stored for another choice, and goes with the next save. */
export function leftovers(
  schema: ConfigSchema,
  stored: JsonObject,
  config: JsonObject,
): string[] {
  return Object.keys(stored)
    .filter(name => !isFieldVisible(schema, name, config))
    .map(name => String(schema.properties[name]?.title ?? name));
}

/** The names that a schema gives to what may be chosen. */
function optionsOf(field: JsonObject): ConfigField['options'] {
  const named = (field.oneOf ?? []) as Array<{
    const?: string;
    title?: string;
  }>;
  return ((field.enum ?? []) as string[]).map(id => ({
    id,
    label: named.find(option => option.const === id)?.title ?? id,
  }));
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
