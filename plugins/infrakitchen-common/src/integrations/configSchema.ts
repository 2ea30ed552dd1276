import type { JsonObject } from '@backstage/types';
import { jsonEquals } from '../values/json';
import { typeErrors } from '../values/validateType';
import { conditionErrors, conditionFaults, isFieldVisible } from './conditions';

/**
 * Stands for a secret that is stored: what the API shows in its place, and
 * what a form sends back to keep it.
 *
 * @public
 */
export const KEPT_SECRET = '********';

/** Longest secret text, which is enough for any key file. @public */
export const MAX_SECRET_LENGTH = 65_536;

/**
 * The configuration of an integration, secret or storage, described by a JSON
 * Schema of one flat object. A field is secret where it is marked
 * `writeOnly: true`; a map of secrets marks its `additionalProperties` so. Fields
 * of some ways to sign in alone are marked `visibleWhen` and `requiredWhen`
 * ({@link FieldCondition}).
 *
 * @public
 */
export interface ConfigSchema extends JsonObject {
  type: 'object';
  properties: { [name: string]: JsonObject };
  additionalProperties: false;
}

/** Names of the secret fields. @public */
export function secretFieldsOf(schema: ConfigSchema): {
  texts: string[];
  maps: string[];
} {
  const fields = Object.entries(schema.properties);
  return {
    texts: fields
      .filter(([, field]) => field.writeOnly === true)
      .map(([name]) => name),
    maps: fields
      .filter(([, field]) => isSecretMap(field))
      .map(([name]) => name),
  };
}

/**
 * The configuration without its secrets: each that is set is shown as
 * {@link KEPT_SECRET}.
 *
 * @public
 */
export function maskConfig(
  schema: ConfigSchema,
  config: JsonObject,
): JsonObject {
  const { texts, maps } = secretFieldsOf(schema);
  const masked = { ...config };
  for (const name of texts.filter(text => Object.hasOwn(config, text))) {
    masked[name] = KEPT_SECRET;
  }
  for (const name of maps.filter(map => Object.hasOwn(config, map))) {
    masked[name] = Object.fromEntries(
      Object.keys(config[name] as JsonObject).map(key => [key, KEPT_SECRET]),
    );
  }
  return masked;
}

/**
 * The configuration as an edit leaves it. Fields that are left out and secrets
 * that are sent back masked stay; `null` clears a field. A map of secrets is
 * sent whole, with the mask for each entry that stays. What belonged to a choice
 * that is made otherwise now is dropped.
 *
 * @public
 */
export function mergeConfig(
  schema: ConfigSchema,
  stored: JsonObject,
  sent: JsonObject,
): JsonObject {
  const { texts, maps } = secretFieldsOf(schema);
  const merged: JsonObject = { ...stored };
  for (const [name, value] of Object.entries(sent)) {
    if (value === null || value === undefined) {
      delete merged[name];
    } else if (texts.includes(name) && value === KEPT_SECRET) {
      // Without a stored one it stays a mask, which is refused.
      merged[name] = own(stored, name) ?? value;
    } else if (maps.includes(name) && isObject(value)) {
      const before = own(stored, name);
      merged[name] = keepEntries(isObject(before) ? before : {}, value);
    } else {
      merged[name] = value;
    }
  }
  return withoutLeftovers(schema, merged, stored, sent);
}

/** Without what another choice has left behind. What was just given stays, to be refused. */
function withoutLeftovers(
  schema: ConfigSchema,
  merged: JsonObject,
  stored: JsonObject,
  sent: JsonObject,
): JsonObject {
  const isLeft = (name: string) =>
    Object.hasOwn(stored, name) &&
    (!Object.hasOwn(sent, name) ||
      isMask(sent[name]) ||
      jsonEquals(sent[name], stored[name]));
  return Object.fromEntries(
    Object.entries(merged).filter(
      ([name]) => isFieldVisible(schema, name, merged) || !isLeft(name),
    ),
  );
}

/**
 * What is wrong with a configuration, in words that do not tell its values.
 *
 * @public
 */
export function configErrors(
  schema: ConfigSchema,
  config: JsonObject,
): string[] {
  const long = tooLong(config);
  if (long.length > 0) {
    // Before any pattern sees it: matching a file of megabytes may take all of the stack.
    return long;
  }
  const errors = typeErrors(config, schema, 'config').map(error =>
    inWords(schema, error),
  );
  const { texts, maps } = secretFieldsOf(schema);
  const masks = [
    ...texts.filter(name => own(config, name) === KEPT_SECRET),
    ...maps.flatMap(name =>
      Object.entries((own(config, name) ?? {}) as JsonObject)
        .filter(([, value]) => value === KEPT_SECRET)
        .map(([key]) => `${name}.${key}`),
    ),
  ];
  return [
    ...errors,
    // Before what is chosen is right, nobody knows what belongs to it.
    ...(errors.length > 0 ? [] : conditionErrors(schema, config)),
    ...masks.map(
      name =>
        `config.${name} is the mask of a secret, and none is stored: give the secret itself`,
    ),
  ];
}

/** Texts that no field takes, in fields and in maps of them. */
function tooLong(value: JsonObject, path = 'config'): string[] {
  return Object.entries(value).flatMap(([name, field]) => {
    const at = `${path}.${name}`;
    if (typeof field === 'string' && field.length > MAX_SECRET_LENGTH) {
      return [`${at} must NOT have more than ${MAX_SECRET_LENGTH} characters`];
    }
    return isObject(field) ? tooLong(field, at) : [];
  });
}

/** A pattern tells nobody what to write; its field may, as `patternHint`. */
function inWords(schema: ConfigSchema, error: string): string {
  const [, name = ''] =
    /^config\.([\w-]+) must match pattern/.exec(error) ?? [];
  const hint = own(schema.properties, name)?.patternHint;
  return typeof hint === 'string' ? `config.${name} must be ${hint}` : error;
}

/** The secret texts of a configuration, for masking. @public */
export function secretsOf(schema: ConfigSchema, config: JsonObject): string[] {
  const { texts, maps } = secretFieldsOf(schema);
  return [
    ...texts.map(name => own(config, name)),
    ...maps.flatMap(name =>
      Object.values((own(config, name) ?? {}) as JsonObject),
    ),
  ].filter(value => typeof value === 'string');
}

/**
 * What is wrong with a schema that a provider brings: it must be flat, closed,
 * bounded, its secrets must be texts, and its conditions about its own choices.
 *
 * @public
 */
export function configSchemaErrors(schema: JsonObject): string[] {
  if (schema.type !== 'object' || schema.additionalProperties !== false) {
    return ['the schema must be an object without additional properties'];
  }
  const properties = schema.properties as Record<string, JsonObject>;
  return Object.entries(properties)
    .map(([name, field]) => [
      name,
      fieldError(field) ?? conditionFaults(properties, field),
    ])
    .filter(([, error]) => error !== undefined)
    .map(([name, error]) => `${name} ${error}`);
}

function fieldError(field: JsonObject): string | undefined {
  if (isSecretMap(field)) {
    return typeof field.maxProperties === 'number'
      ? fieldError(field.additionalProperties as JsonObject)
      : 'must have maxProperties';
  }
  if (!['string', 'integer', 'number', 'boolean'].includes(`${field.type}`)) {
    return 'must be a text, a number, a boolean or a map of secrets';
  }
  if (field.type === 'string') {
    const isBounded =
      Array.isArray(field.enum) ||
      (typeof field.maxLength === 'number' &&
        field.maxLength <= MAX_SECRET_LENGTH);
    return isBounded
      ? undefined
      : `must have a maxLength of at most ${MAX_SECRET_LENGTH}`;
  }
  return field.writeOnly ? 'is secret and must be a text' : undefined;
}

function isSecretMap(field: JsonObject): boolean {
  return (
    field.type === 'object' &&
    isObject(field.additionalProperties) &&
    field.additionalProperties.writeOnly === true
  );
}

function keepEntries(stored: JsonObject, sent: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(sent)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [
        key,
        value === KEPT_SECRET ? own(stored, key) ?? value : value,
      ]),
  );
}

function own<T>(object: { [name: string]: T }, name: string) {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMask(value: unknown): boolean {
  return (
    value === KEPT_SECRET ||
    (isObject(value) &&
      Object.values(value).every(item => item === KEPT_SECRET))
  );
}
