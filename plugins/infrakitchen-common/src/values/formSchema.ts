import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  ModuleVariable,
  Provenance,
  VariableRule,
  VariableRules,
  Values,
} from '../api';
import { isSetOnResource } from './frozen';
import { isBlank, jsonEquals, ownMember } from './json';
import { isBrowserPattern } from './pattern';
import type {
  OverriddenValue,
  ResolvedValues,
  ResolvedVariable,
} from './types';

/**
 * What the form knows of a variable besides its JSON Schema; stands under the
 * keyword `x-infrakitchen`.
 *
 * @public
 */
export interface FormHints {
  sensitive: boolean;
  restricted: boolean;
  frozen: boolean;
  unique: boolean;
  /** Section of the form. */
  group?: string;
  placeholder?: string;
  /** Where the default comes from. */
  provenance?: Provenance;
  'ui:widget'?: 'password';
}

/**
 * JSON Schema (draft-07) of the form that asks for the values of a resource.
 *
 * Defaults are what holds without a value on the resource, so a form that is
 * sent back whole repeats inherited values: `pickOwnValues` leaves them out.
 *
 * @public
 */
export function buildFormSchema(input: {
  variables: readonly ModuleVariable[];
  rules: VariableRules;
  resolved: ResolvedValues;
}): JsonObject {
  const byName = new Map(
    input.resolved.variables.map(item => [item.name, item]),
  );
  const fields = input.variables.map(variable =>
    describeField(
      variable,
      ownMember(input.rules, variable.name) ?? {},
      byName.get(variable.name),
    ),
  );
  return {
    type: 'object',
    properties: Object.fromEntries(
      inOrder(fields).map(({ name, schema }) => [name, schema]),
    ),
    required: fields.filter(field => field.required).map(({ name }) => name),
    additionalProperties: false,
  };
}

/**
 * The values of a form that belong to the resource: what was set on it before,
 * and what differs from the inherited value. The rest stays inherited.
 *
 * @param before - Own values before the form was opened.
 *
 * @public
 */
export function pickOwnValues(
  formData: Values,
  resolved: ResolvedValues,
  before: Values = {},
): Values {
  const byName = new Map(resolved.variables.map(item => [item.name, item]));
  return Object.fromEntries(
    Object.entries(formData).filter(([name, value]) => {
      if (value === undefined) {
        return false;
      }
      const variable = byName.get(name);
      if (!variable || Object.hasOwn(before, name)) {
        return true;
      }
      return !jsonEquals(value, inherited(variable)?.value);
    }),
  );
}

/** What has a place first, then what must be filled in. */
function inOrder<F extends { order: number; required: boolean }>(
  fields: readonly F[],
): F[] {
  return [...fields].sort(
    (a, b) =>
      // Without a place all are alike, and Infinity minus Infinity is no number.
      (a.order === b.order ? 0 : a.order - b.order) ||
      Number(b.required) - Number(a.required),
  );
}

function describeField(
  variable: ModuleVariable,
  rule: VariableRule,
  resolved: ResolvedVariable | undefined,
) {
  const { name } = variable;
  const sensitive = variable.sensitive || (rule.sensitive ?? false);
  const restricted = rule.restricted ?? false;
  const base = resolved && inherited(resolved);
  const isOpen =
    !base || (rule.required && !base.withheld && isBlank(base.value));
  const description = helpText(variable, rule);
  const hints: FormHints = {
    sensitive,
    restricted,
    frozen: rule.frozen ?? false,
    unique: rule.unique ?? false,
    ...(rule.group && { group: rule.group }),
    ...(rule.placeholder && { placeholder: rule.placeholder }),
    ...(base && { provenance: base.provenance }),
    ...(sensitive && { 'ui:widget': 'password' }),
  };
  const { default: _, ...type } = variable.schema as JsonObject;
  const schema: JsonObject = {
    ...type,
    title: rule.label || name,
    ...(description && { description }),
    ...ruleKeywords(type, rule, sensitive),
    // Null is no text to show in a field, and left out it means the same.
    ...(!sensitive && !isNothing(base?.value) && { default: base!.value }),
    ...(sensitive && { writeOnly: true }),
    ...(restricted && { readOnly: true }),
    'x-infrakitchen': hints as unknown as JsonObject,
  };
  return {
    name,
    schema,
    required: Boolean(isOpen) && !restricted,
    order: rule.order ?? Infinity,
  };
}

/** What holds without a value on the resource. */
function inherited(variable: ResolvedVariable): OverriddenValue | undefined {
  if (isSetOnResource(variable)) {
    return variable.overridden[0];
  }
  const { value, withheld, provenance } = variable;
  return provenance && { value, withheld, provenance };
}

/** The help of the rule stands for the description, which is for engineers. */
function helpText(
  { description, validations }: ModuleVariable,
  { help }: VariableRule,
): string {
  return [help || description, ...validations.map(item => item.errorMessage)]
    .filter(Boolean)
    .join('\n\n');
}

/** The rules that JSON Schema can say, where they fit the type. */
function ruleKeywords(
  type: JsonObject,
  rule: VariableRule,
  sensitive: boolean,
): JsonObject {
  const kinds = [type.type ?? []].flat();
  const isKind = (kind: string) => kinds.includes(kind);
  const keywords: Record<string, JsonValue | undefined> = {
    // The options of a sensitive variable are candidates for its value.
    enum: sensitive ? undefined : (rule.options as JsonValue[] | undefined),
  };
  const least = tightest(Math.max, rule.minLength, rule.required && 1);
  if (isKind('number')) {
    keywords.minimum = rule.minimum;
    keywords.maximum = rule.maximum;
  }
  if (isKind('string')) {
    keywords.minLength = least;
    keywords.maxLength = rule.maxLength;
    if (rule.pattern !== undefined && isBrowserPattern(rule.pattern)) {
      keywords.pattern = rule.pattern;
    }
  }
  if (isKind('array')) {
    keywords.minItems = tightest(Math.max, type.minItems, least);
    keywords.maxItems = tightest(Math.min, type.maxItems, rule.maxLength);
  }
  if (isKind('object')) {
    keywords.minProperties = least;
    keywords.maxProperties = rule.maxLength;
  }
  return Object.fromEntries(
    Object.entries(keywords).filter(([, value]) => value !== undefined),
  );
}

function isNothing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null;
}

function tightest(
  choose: (...limits: number[]) => number,
  ...limits: (JsonValue | undefined)[]
): number | undefined {
  const given = limits.filter(limit => typeof limit === 'number');
  return given.length > 0 ? choose(...given) : undefined;
}
