import type { JsonObject, JsonValue } from '@backstage/types';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { canonicalJson } from './json';
import { listOf, quote } from './messages';

const MAX_CACHED = 1000;
const MAX_TOLD = 3;

let ajv = createAjv();
let compiled = new Map<string, ValidateFunction>();
let compiledByObject = new WeakMap<object, ValidateFunction>();

/**
 * What is wrong with the type of a value, each with the place inside the
 * value, such as `subnets[1].cidr must be string`. Does not tell values.
 *
 * @param schema - JSON Schema of the type.
 * @param root - How the value itself is called.
 */
export function typeErrors(
  value: JsonValue,
  schema: JsonObject,
  root: string,
): string[] {
  const validate = compile(schema);
  const faults = validate(value)
    ? inexactNumbers(value).map(
        pointer =>
          `${describePath(pointer, value, root)} must be between ` +
          `-${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}, beyond ` +
          `which whole numbers are not kept exactly`,
      )
    : specific(validate.errors ?? []).map(e => read(e, value, root));
  if (faults.length === 0) {
    return [];
  }
  const messages = [...new Set(faults)];
  const rest = messages.length - MAX_TOLD;
  return rest > 0
    ? [...messages.slice(0, MAX_TOLD), `and ${rest} more`]
    : messages;
}

function createAjv(): Ajv {
  return new Ajv({ allErrors: true, strict: false, logger: false });
}

/** Compiling is dear, and many variables have the same type. */
function compile(schema: JsonObject): ValidateFunction {
  let validate = compiledByObject.get(schema);
  if (!validate) {
    const key = canonicalJson(schema);
    validate = compiled.get(key);
    if (!validate) {
      if (compiled.size >= MAX_CACHED) {
        // Ajv keeps what it compiled: a new one lets go of it.
        ajv = createAjv();
        compiled = new Map();
        compiledByObject = new WeakMap();
      }
      validate = ajv.compile(schema);
      compiled.set(key, validate);
    }
    compiledByObject.set(schema, validate);
  }
  return validate;
}

/** Leaves out what only says that one of the other errors makes a union fail. */
function specific(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const leaves = errors.filter(
    ({ keyword }) => !['anyOf', 'oneOf', 'allOf', 'if'].includes(keyword),
  );
  return leaves.length > 0 ? leaves : errors;
}

function read(error: ErrorObject, value: JsonValue, root: string): string {
  const place = describePath(error.instancePath, value, root);
  const { params } = error;
  switch (error.keyword) {
    case 'type':
      return `${place} must be ${listOf([params.type].flat(), 'or')}`;
    case 'required':
      return `${place} lacks the attribute ${quote(params.missingProperty)}`;
    case 'additionalProperties':
      return `${place} has no attribute ${quote(
        params.additionalProperty,
      )} in its type`;
    case 'uniqueItems':
      return `${place} must not have the same element twice`;
    case 'minItems':
      return `${place} must have ${params.limit} or more elements`;
    case 'maxItems':
    case 'additionalItems':
      return `${place} must have no more than ${params.limit} elements`;
    default:
      return `${place} ${error.message ?? 'does not fit the type'}`;
  }
}

/**
 * Where whole numbers are that JSON may have rounded silently, as pointers: a
 * module must not get another number than was written. Does not recurse,
 * because a value may nest without end.
 */
function inexactNumbers(value: JsonValue): string[] {
  const found: string[] = [];
  const left: [pointer: string, value: JsonValue][] = [['', value]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [pointer, item] = next;
    if (typeof item === 'object' && item !== null) {
      for (const [key, child] of Object.entries(item).reverse()) {
        const step = key.replaceAll('~', '~0').replaceAll('/', '~1');
        left.push([`${pointer}/${step}`, child!]);
      }
    } else if (Number.isInteger(item) && !Number.isSafeInteger(item)) {
      found.push(pointer);
    }
  }
  return found;
}

/** Turns a JSON pointer into the way Terraform writes the place. */
function describePath(pointer: string, value: JsonValue, root: string): string {
  let place = root;
  let current: JsonValue | undefined = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(current)) {
      place += `[${key}]`;
      current = current[Number(key)];
    } else {
      place += /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${quote(key)}]`;
      current =
        typeof current === 'object' && current !== null
          ? current[key]
          : undefined;
    }
  }
  return place;
}
