import validator from '@rjsf/validator-ajv8';
import type { RJSFSchema } from '@rjsf/utils';
import {
  matchesPattern,
  type Values,
  type VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { propertiesOf } from './schema';

/** What the form edits: own values only, never inherited ones. @public */
export interface VariablesFormValue {
  /** Values that are set on the resource itself. */
  values: Values;
  /** Sensitive variables whose stored own value is taken away. */
  unsetSensitive: string[];
}

/**
 * Messages by variable name, for what the server would refuse. Rules that only
 * the server knows are left to it.
 *
 * @public
 */
export function validateVariables(
  versionSchema: VersionSchema,
  value: VariablesFormValue,
  storedSensitive: string[] = [],
): Record<string, string> {
  const schema = versionSchema.schema as RJSFSchema;
  const errors: Record<string, string> = {};
  for (const [name, property] of Object.entries(propertiesOf(schema))) {
    if (name in value.values) {
      const message =
        validateValue(property, value.values[name]) ??
        validatePattern(versionSchema, name, value.values[name]);
      if (message) {
        errors[name] = message;
      }
    }
  }
  const kept = new Set(
    storedSensitive.filter(name => !value.unsetSensitive.includes(name)),
  );
  for (const name of requiredNames(versionSchema)) {
    const inherited = versionSchema.variables.find(v => v.name === name);
    const given =
      name in value.values || kept.has(name) || isInherited(inherited);
    if (!given) {
      errors[name] = 'A value is needed.';
    }
  }
  return errors;
}

/** Variables that must have a value from somewhere. */
export function requiredNames(versionSchema: VersionSchema): string[] {
  const required = new Set((versionSchema.schema as RJSFSchema).required ?? []);
  for (const variable of versionSchema.variables) {
    if (variable.rule?.required) {
      required.add(variable.name);
    }
  }
  return [...required];
}

/** Whether a value comes from anywhere but the resource itself. */
export function isInherited(
  variable: VersionSchema['variables'][number] | undefined,
): boolean {
  const source = variable?.provenance?.source;
  return (
    variable?.isSet === true && source !== 'resource' && source !== 'change'
  );
}

function validateValue(schema: RJSFSchema, value: unknown): string | undefined {
  // What is sent is JSON: an undefined list item goes out as null.
  const sent = JSON.parse(JSON.stringify(value ?? null));
  const { errors, validationError } = validator.rawValidation<{
    instancePath: string;
    message?: string;
  }>(schema, sent);
  if (validationError || !errors || errors.length === 0) {
    // A rule that the browser cannot compile is judged by the server.
    return undefined;
  }
  const { instancePath, message = 'is not valid' } = errors[0];
  const place = instancePath.replace(/^\//, '').replace(/\//g, '.');
  return place ? `${place}: ${message}` : capitalise(message);
}

/** Not by the schema: browsers could hang on a pattern that is built for it. */
function validatePattern(
  { variables }: VersionSchema,
  name: string,
  value: unknown,
): string | undefined {
  const pattern = variables.find(item => item.name === name)?.rule?.pattern;
  return pattern !== undefined &&
    typeof value === 'string' &&
    !matchesPattern(pattern, value)
    ? `Must match the pattern ${pattern}`
    : undefined;
}

function capitalise(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
