import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from './configSchema';

/**
 * When a field is there, or needed: by the name of a field that is a choice,
 * what may be chosen. It holds where every one of them does.
 *
 * @public
 */
export type FieldCondition = Record<string, readonly string[]>;

/**
 * Whether a field belongs to what is chosen: the ways to sign in that a schema
 * offers have fields of their own, marked `visibleWhen`.
 *
 * @public
 */
export function isFieldVisible(
  schema: ConfigSchema,
  name: string,
  config: JsonObject,
): boolean {
  const when = schema.properties[name]?.visibleWhen;
  return when === undefined || holds(schema, when as FieldCondition, config);
}

/**
 * Whether a field has to be given: always, or for what is chosen, marked
 * `requiredWhen`.
 *
 * @public
 */
export function isFieldRequired(
  schema: ConfigSchema,
  name: string,
  config: JsonObject,
): boolean {
  const when = schema.properties[name]?.requiredWhen;
  return (
    ((schema.required ?? []) as string[]).includes(name) ||
    (when !== undefined && holds(schema, when as FieldCondition, config))
  );
}

/** What a configuration has too much of, or too little, for what is chosen in it. */
export function conditionErrors(
  schema: ConfigSchema,
  config: JsonObject,
): string[] {
  return Object.entries(schema.properties).flatMap(([name, field]) => {
    const isGiven = config[name] !== undefined;
    if (isGiven && !isFieldVisible(schema, name, config)) {
      const why = inWords(schema, field.visibleWhen as FieldCondition, config);
      return [`config.${name} is not used where ${why}: leave it out`];
    }
    const when = field.requiredWhen as FieldCondition | undefined;
    return !isGiven && when && holds(schema, when, config)
      ? [`config.${name} is needed where ${inWords(schema, when, config)}`]
      : [];
  });
}

/** What is wrong with the conditions of a field. */
export function conditionFaults(
  properties: Record<string, JsonObject>,
  field: JsonObject,
): string | undefined {
  for (const keyword of ['visibleWhen', 'requiredWhen']) {
    for (const [name, values] of Object.entries(
      (field[keyword] ?? {}) as FieldCondition,
    )) {
      const choice = Object.hasOwn(properties, name)
        ? properties[name]
        : undefined;
      // One step only: a choice that hides another would have to be followed.
      if (!Array.isArray(choice?.enum) || choice.visibleWhen !== undefined) {
        return `must have in ${keyword} a choice that is always there`;
      }
      const options: unknown[] = choice.enum;
      if (!Array.isArray(values) || !values.every(v => options.includes(v))) {
        return `must have in ${keyword} what may be chosen as ${name}`;
      }
    }
  }
  return undefined;
}

function holds(
  schema: ConfigSchema,
  when: FieldCondition,
  config: JsonObject,
): boolean {
  return Object.entries(when).every(([name, values]) =>
    values.includes(String(chosen(schema, name, config))),
  );
}

function inWords(
  schema: ConfigSchema,
  when: FieldCondition,
  config: JsonObject,
): string {
  return Object.keys(when)
    .map(name => {
      const value = chosen(schema, name, config);
      // No value of a user, but one of the schema's own, or nothing.
      return value === undefined
        ? `${name} is not given`
        : `${name} is '${value}'`;
    })
    .join(' and ');
}

function chosen(schema: ConfigSchema, name: string, config: JsonObject) {
  const field = schema.properties[name];
  const value = config[name] ?? field?.default;
  const options = (field?.enum ?? []) as unknown[];
  return options.includes(value) ? (value as string) : undefined;
}
