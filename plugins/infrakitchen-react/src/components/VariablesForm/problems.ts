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
import { typeWords, type Translate } from './translation';

/** What is wrong inside a value, by JSON pointer; the value itself is `''`. */
export type Problems = Record<string, string>;

interface SchemaError {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
  data?: unknown;
}

/** What the type and the rules of a variable have against a value. */
export function findProblems(
  t: Translate,
  schema: RJSFSchema,
  value: unknown,
): Problems {
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
    const { pointer, message } = describe(t, error);
    problems[pointer] ??= message;
  }
  return { ...ownProblems(t, schema, sent, ''), ...problems };
}

function describe(
  t: Translate,
  error: SchemaError,
): { pointer: string; message: string } {
  const { instancePath: pointer, keyword, params, data } = error;
  const { limit = 0 } = params as { limit?: number };
  switch (keyword) {
    case 'type':
      return { pointer, message: wrongType(t, params.type, data) };
    case 'required':
      return {
        pointer: memberPointer(pointer, String(params.missingProperty)),
        message: t('problem.missing'),
      };
    case 'additionalProperties':
      return {
        pointer: memberPointer(pointer, String(params.additionalProperty)),
        message: t('problem.unknownAttribute'),
      };
    case 'uniqueItems': {
      const { i, j } = params as { i: number; j: number };
      const [first, second] = i < j ? [i, j] : [j, i];
      return {
        pointer: memberPointer(pointer, second),
        message: t('problem.twice', { number: String(first + 1) }),
      };
    }
    case 'enum':
      return {
        pointer,
        message:
          data === null || data === ''
            ? t('problem.missing')
            : t('problem.notAllowed'),
      };
    case 'minLength':
      return {
        pointer,
        message: t('problem.tooShort', { count: limit }),
      };
    case 'maxLength':
      return {
        pointer,
        message: t('problem.tooLong', { count: limit }),
      };
    case 'minItems':
    case 'minProperties':
      return {
        pointer,
        message: t('problem.tooFew', { count: limit }),
      };
    case 'maxItems':
    case 'maxProperties':
    case 'additionalItems':
      return {
        pointer,
        message: t('problem.tooMany', { count: limit }),
      };
    case 'minimum':
      return {
        pointer,
        message: t('problem.tooSmall', { limit: String(limit) }),
      };
    case 'maximum':
      return {
        pointer,
        message: t('problem.tooLarge', { limit: String(limit) }),
      };
    case 'pattern':
      return {
        pointer,
        message: t('problem.pattern', { pattern: String(params.pattern) }),
      };
    default:
      return {
        pointer,
        message: sentenceOf(error.message) ?? t('problem.notValid'),
      };
  }
}

/** The validator has words of its own for the rarer rules. */
function sentenceOf(message: string | undefined): string | undefined {
  return message && `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

function wrongType(t: Translate, type: unknown, data: unknown): string {
  const wanted = [type]
    .flat()
    .map(String)
    .filter(name => name !== 'null');
  if (data === null || (data === '' && !wanted.includes('string'))) {
    return t('problem.missing');
  }
  return t('problem.wrongType', {
    type: wanted
      .map(name => (isKnownType(name) ? t(`type.${name}`) : name))
      .reduce((first, second) => t('problem.eitherType', { first, second })),
  });
}

function isKnownType(name: string): name is keyof typeof typeWords {
  return Object.hasOwn(typeWords, name);
}

/** What JSON Schema cannot say. */
function ownProblems(
  t: Translate,
  nullable: RJSFSchema,
  value: JsonValue | undefined,
  pointer: string,
): Problems {
  const { schema } = unwrapNullable(nullable);
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? {
          [pointer]: t('problem.unsafeInteger', {
            limit: String(Number.MAX_SAFE_INTEGER),
          }),
        }
      : {};
  }
  if (Array.isArray(value)) {
    const elements = elementSchemas(schema);
    return Object.assign(
      {},
      ...value.map((item, index) =>
        ownProblems(
          t,
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
        ...ownProblems(
          t,
          properties?.[key] ?? entrySchema(schema),
          item,
          place,
        ),
        ...(key === '' && { [place]: t('problem.keyMissing') }),
      };
    }),
  );
}
