import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  Conventions,
  ModuleVariable,
  ValueError,
  VariableRule,
  VariableRules,
  Values,
} from '../api';
import { frozenError, type PreviousValues } from './frozen';
import { isBlank, isDeeperThan, ownMember } from './json';
import { describeProvenance, listOf, quote, showValue } from './messages';
import { suggest } from './suggest';
import type { ResolvedValues, ResolvedVariable } from './types';
import type { NameContext } from './fillPlaceholder';
import { validateName } from './validateName';
import { brokenRules } from './validateRule';
import { typeErrors } from './validateType';

const MAX_DEPTH = 100;
/** Comparing every unknown name with every known one costs time. */
const MAX_SUGGESTED = 20;

/**
 * What {@link validateValues} looks at.
 *
 * @public
 */
export interface ValidateInput {
  variables: readonly ModuleVariable[];
  rules: VariableRules;
  /** Result of `resolveValues` for the values that are checked. */
  resolved: ResolvedValues;
  /** Values that are set on the resource, raw. */
  ownValues: Values;
  /** Required tags and configs, and the name pattern. */
  conventions?: Conventions;
  /** Name of the resource; checked against the pattern where given. */
  name?: string;
  /** What the name is made of besides values. */
  naming?: NameContext;
  /** What held before, for frozen variables. */
  previous?: PreviousValues;
}

/**
 * Everything that is wrong with the values of a resource, beginning with the
 * errors of `resolved`. Empty means that a run may use them.
 *
 * @public
 */
export function validateValues(input: ValidateInput): ValueError[] {
  const { variables, rules, resolved, ownValues, conventions, name } = input;
  const unresolved = new Set(resolved.errors.map(({ variable }) => variable));
  const byName = new Map(resolved.variables.map(item => [item.name, item]));

  return [
    ...resolved.errors,
    ...unknownVariables(variables, ownValues),
    ...variables.flatMap(variable =>
      validateVariable({
        variable,
        rule: ownMember(rules, variable.name) ?? {},
        resolved: byName.get(variable.name),
        own: ownMember(ownValues, variable.name),
        previous: input.previous,
        isExplained: unresolved.has(variable.name),
      }),
    ),
    ...missingEntries('tag', conventions?.requiredTags, resolved.tags),
    ...missingEntries('config', conventions?.requiredConfigs, resolved.configs),
    ...(conventions && name !== undefined
      ? validateName(name, conventions, resolved, input.naming)
      : []),
  ];
}

interface VariableCheck {
  variable: ModuleVariable;
  rule: VariableRule;
  resolved: ResolvedVariable | undefined;
  own: JsonValue | undefined;
  previous: PreviousValues | undefined;
  /** An error of the resolution already says why there is no value. */
  isExplained: boolean;
}

function validateVariable(check: VariableCheck): ValueError[] {
  const { variable, rule, resolved, own, previous, isExplained } = check;
  const errors: ValueError[] = [];
  if (rule.restricted && own !== undefined) {
    errors.push(
      problem(
        variable,
        'restricted_variable',
        'is restricted and cannot be set on the resource. Remove the value; ' +
          'it comes from the template, a config or a reference',
      ),
    );
  }
  if (isExplained) {
    return errors;
  }
  if (rule.frozen && resolved && previous?.provisioned) {
    const frozen = frozenError(variable, resolved, previous);
    errors.push(...(frozen ? [frozen] : []));
  }
  if (!resolved?.isSet) {
    return variable.hasDefault && !rule.required
      ? errors
      : [...errors, missingValue(variable, rule)];
  }
  return resolved.withheld
    ? errors
    : [...errors, ...validateValue(variable, rule, resolved)];
}

function validateValue(
  variable: ModuleVariable,
  rule: VariableRule,
  { value = null, sensitive, provenance }: ResolvedVariable,
): ValueError[] {
  if (rule.required && isBlank(value)) {
    return [missingValue(variable, rule, value)];
  }
  const source = provenance?.source;
  if (value === null) {
    // What the module's own default may be is for the engine to say.
    return variable.nullable || source === 'module_default'
      ? []
      : [
          problem(
            variable,
            'null_not_allowed',
            `must not be null${origin(
              provenance,
            )}. Set a value, or leave it out`,
          ),
        ];
  }
  if (isDeeperThan(value, MAX_DEPTH)) {
    return [
      problem(
        variable,
        'wrong_type',
        `nests deeper than ${MAX_DEPTH} levels${origin(provenance)}`,
      ),
    ];
  }
  if (source !== 'module_default') {
    const faults = typeErrors(
      value,
      variable.schema as JsonObject,
      variable.name,
    );
    if (faults.length > 0) {
      return [
        problem(
          variable,
          'wrong_type',
          `has a value of the wrong type${origin(provenance)}: ` +
            `${listOf(faults)}. The type is ${shortType(variable.type)}`,
        ),
      ];
    }
  }
  const shown = sensitive ? '' : `, not ${showValue(value)}`;
  return brokenRules(value, rule).map(({ code, complaint }) =>
    problem(
      variable,
      code,
      `${complaint}${code === 'invalid_rule' ? '' : shown}${origin(
        provenance,
      )}`,
    ),
  );
}

function missingValue(
  variable: ModuleVariable,
  rule: VariableRule,
  value?: JsonValue,
): ValueError {
  const state =
    value === undefined
      ? 'is required and has no value'
      : `is required, but its value is empty (${showValue(value)})`;
  const advice = rule.restricted
    ? 'It is restricted: a template default, a config or a reference must give it'
    : `Set a value of the type ${shortType(variable.type)}`;
  return problem(variable, 'missing_value', `${state}. ${advice}`);
}

function unknownVariables(
  variables: readonly ModuleVariable[],
  ownValues: Values,
): ValueError[] {
  const known = new Set(variables.map(({ name }) => name));
  return Object.keys(ownValues)
    .filter(name => !known.has(name))
    .map((name, index) => {
      const close = index < MAX_SUGGESTED ? suggest(name, known) : [];
      const advice =
        close.length > 0
          ? `Did you mean ${listOf(close.map(quote), 'or')}?`
          : 'Remove it, or choose a version that has it.';
      return {
        code: 'unknown_variable',
        message: `The module has no variable ${quote(name)}. ${advice}`,
        variable: name,
        culprits: [{ kind: 'variable', name }],
      };
    });
}

function missingEntries(
  kind: 'tag' | 'config',
  required: readonly string[] = [],
  present: readonly { name: string; value: string }[],
): ValueError[] {
  const names = new Set(
    present.filter(({ value }) => value !== '').map(({ name }) => name),
  );
  return required
    .filter(name => !names.has(name))
    .map(name => ({
      code: `missing_${kind}`,
      message:
        `The template requires the ${kind} ${quote(name)}. Set it on this ` +
        `resource, on its project, or on one above it that passes it on.`,
      culprits: [{ kind, name }],
    }));
}

function problem(
  { name }: ModuleVariable,
  code: string,
  complaint: string,
): ValueError {
  return {
    code,
    message: `The variable ${quote(name)} ${complaint}.`,
    variable: name,
    culprits: [{ kind: 'variable', name }],
  };
}

/** Names the source of a value, unless it is the form that is being filled. */
function origin(provenance: ResolvedVariable['provenance']): string {
  return !provenance || ['resource', 'change'].includes(provenance.source)
    ? ''
    : ` (from ${describeProvenance(provenance)})`;
}

function shortType(type: string): string {
  const text = type.replace(/\s+/g, ' ');
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
