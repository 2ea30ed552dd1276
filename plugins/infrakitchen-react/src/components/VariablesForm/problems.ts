import validator from '@rjsf/validator-ajv8';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import { memberPointer } from './pointer';
import {
  entrySchema,
  elementSchemas,
  isJsonObject,
  kindOf,
  propertiesOf,
  unwrapNullable,
} from './schema';

/** What is wrong inside a value, by JSON pointer; the value itself is `''`. */
export type Problems = Record<string, string>;

export const MISSING = 'A value is needed.';

interface SchemaError {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
  data?: unknown;
}

/** What the type and the rules of a variable have against a value. */
export function findProblems(schema: RJSFSchema, value: unknown): Problems {
  // What is sent is JSON: an undefined list item goes out as null.
  const sent = JSON.parse(JSON.stringify(value ?? null)) as JsonValue;
  const { errors, validationError } = validator.rawValidation<SchemaError>(
    schema,
    sent,
  );
  // A rule that the browser cannot compile is judged by the server.
  const told = validationError ? [] : errors ?? [];
  const problems: Problems = {};
  for (const error of told) {
    const { pointer, message } = describe(error);
    problems[pointer] ??= message;
  }
  return { ...ownProblems(schema, sent, ''), ...problems };
}

function describe(error: SchemaError): { pointer: string; message: string } {
  const { instancePath: pointer, keyword, params, data } = error;
  const { limit } = params as { limit?: number };
  switch (keyword) {
    case 'type':
      return { pointer, message: wrongType(params.type, data) };
    case 'required':
      return {
        pointer: memberPointer(pointer, String(params.missingProperty)),
        message: MISSING,
      };
    case 'additionalProperties':
      return {
        pointer: memberPointer(pointer, String(params.additionalProperty)),
        message: 'The type has no attribute of this name.',
      };
    case 'uniqueItems': {
      const { i, j } = params as { i: number; j: number };
      const [first, second] = i < j ? [i, j] : [j, i];
      return {
        pointer: memberPointer(pointer, second),
        message: `The same as entry ${first + 1}; a set has each only once.`,
      };
    }
    case 'enum':
      return {
        pointer,
        message:
          data === null || data === ''
            ? MISSING
            : 'Must be one of the allowed values.',
      };
    case 'minLength':
      return {
        pointer,
        message: `Must have at least ${count(limit, 'character')}.`,
      };
    case 'maxLength':
      return {
        pointer,
        message: `Must have at most ${count(limit, 'character')}.`,
      };
    case 'minItems':
    case 'minProperties':
      return {
        pointer,
        message: `Must have at least ${count(limit, 'entry')}.`,
      };
    case 'maxItems':
    case 'maxProperties':
    case 'additionalItems':
      return {
        pointer,
        message: `Must have at most ${count(limit, 'entry')}.`,
      };
    case 'minimum':
      return { pointer, message: `Must be ${limit} or more.` };
    case 'maximum':
      return { pointer, message: `Must be ${limit} or less.` };
    case 'pattern':
      return { pointer, message: `Must match the pattern ${params.pattern}` };
    default: {
      const { message = 'is not valid' } = error;
      return {
        pointer,
        message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
      };
    }
  }
}

const typeWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

function wrongType(type: unknown, data: unknown): string {
  const wanted = [type].flat().filter(name => name !== 'null');
  if (data === null || (data === '' && !wanted.includes('string'))) {
    return MISSING;
  }
  return `Must be ${wanted
    .map(name => typeWords[String(name)] ?? String(name))
    .join(' or ')}.`;
}

function count(limit: number | undefined, noun: 'character' | 'entry'): string {
  const many = noun === 'entry' ? 'entries' : 'characters';
  return `${limit} ${limit === 1 ? noun : many}`;
}

/** What JSON Schema cannot say. */
function ownProblems(
  nullable: RJSFSchema,
  value: JsonValue | undefined,
  pointer: string,
): Problems {
  const { schema } = unwrapNullable(nullable);
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? {
          [pointer]: `Must be between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}: whole numbers beyond are not kept exactly.`,
        }
      : {};
  }
  if (Array.isArray(value)) {
    const elements = elementSchemas(schema);
    return Object.assign(
      {},
      ...value.map((item, index) =>
        ownProblems(
          elements[index] ?? entrySchema(schema),
          item,
          memberPointer(pointer, index),
        ),
      ),
    );
  }
  if (!isJsonObject(value)) {
    return {};
  }
  const properties =
    kindOf(schema) === 'object' ? propertiesOf(schema) : undefined;
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, item]) => {
      const place = memberPointer(pointer, key);
      return {
        ...ownProblems(properties?.[key] ?? entrySchema(schema), item, place),
        ...(key === '' && { [place]: 'The entry needs a key.' }),
      };
    }),
  );
}
