import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  ModuleVariable,
  ValueError,
  VariableRule,
  VariableRules,
} from '../api';
import { ownMember } from './json';
import { listOf, quote, showValue } from './messages';
import { compilePattern } from './pattern';
import { suggest } from './suggest';
import { brokenRules } from './validateRule';
import { typeErrors } from './validateType';

/**
 * What is wrong with the rules of a version, before any resource meets them.
 *
 * @public
 */
export function validateRules(input: {
  variables: readonly ModuleVariable[];
  rules: VariableRules;
}): ValueError[] {
  const byName = new Map(input.variables.map(item => [item.name, item]));
  return Object.keys(input.rules).flatMap(name => {
    const rule = ownMember(input.rules, name)!;
    const variable = byName.get(name);
    if (variable) {
      return validateRule(variable, rule);
    }
    const close = suggest(name, byName.keys());
    const advice =
      close.length > 0
        ? `Did you mean ${listOf(close.map(quote), 'or')}?`
        : 'Remove the rule.';
    return [
      {
        code: 'unknown_variable',
        message: `There is a rule for ${quote(
          name,
        )}, but the module has no such variable. ${advice}`,
        variable: name,
        culprits: [{ kind: 'variable', name }],
      },
    ];
  });
}

function validateRule(
  variable: ModuleVariable,
  rule: VariableRule,
): ValueError[] {
  const complaints = [
    ...fitting(variable, rule),
    ...ordered('minimum', rule.minimum, 'maximum', rule.maximum),
    ...ordered('minLength', rule.minLength, 'maxLength', rule.maxLength),
    ...readablePattern(rule),
    ...typedOptions(variable, rule),
  ];
  return [
    ...complaints.map(complaint =>
      problem(variable, 'invalid_rule', complaint),
    ),
    ...(complaints.length === 0 ? defaultErrors(variable, rule) : []),
  ];
}

function defaultErrors(
  variable: ModuleVariable,
  rule: VariableRule,
): ValueError[] {
  const value = rule.default as JsonValue | undefined;
  if (value === undefined) {
    return [];
  }
  if (variable.sensitive || rule.sensitive) {
    return [
      problem(
        variable,
        'default_for_sensitive',
        'has a template default, which is stored in clear. Remove the ' +
          'default; each resource sets its own value',
      ),
    ];
  }
  if (value === null) {
    return variable.nullable
      ? []
      : [
          problem(
            variable,
            'invalid_rule',
            'is not nullable, but has the template default null',
          ),
        ];
  }
  const faults = typeErrors(
    value,
    variable.schema as JsonObject,
    variable.name,
  );
  if (faults.length > 0) {
    return [
      problem(
        variable,
        'invalid_rule',
        `has a template default of the wrong type: ${listOf(faults)}`,
      ),
    ];
  }
  return brokenRules(value, rule).map(({ complaint }) =>
    problem(
      variable,
      'invalid_rule',
      `${complaint}, which its template default ${showValue(value)} does not`,
    ),
  );
}

/** Rules that could never apply to the type are mistakes. */
function fitting(variable: ModuleVariable, rule: VariableRule): string[] {
  const declared = (variable.schema as JsonObject).type;
  if (declared === undefined) {
    return [];
  }
  const kinds = [declared].flat();
  const check = (keys: readonly (keyof VariableRule)[], fits: string[]) =>
    kinds.some(kind => fits.includes(kind as string))
      ? []
      : keys
          .filter(key => rule[key] !== undefined)
          .map(key => `is a ${variable.type}, for which ${key} has no meaning`);
  return [
    ...check(['minimum', 'maximum'], ['number', 'integer']),
    ...check(['minLength', 'maxLength'], ['string', 'array', 'object']),
    ...check(['pattern'], ['string']),
  ];
}

function ordered(
  lowName: string,
  low: number | undefined,
  highName: string,
  high: number | undefined,
): string[] {
  return low !== undefined && high !== undefined && low > high
    ? [
        `has a ${lowName} of ${low}, which is more than its ${highName} of ${high}`,
      ]
    : [];
}

function readablePattern({ pattern }: VariableRule): string[] {
  if (pattern === undefined) {
    return [];
  }
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      `has the pattern ${pattern}, which is not valid RE2 syntax (${reason})`,
    ];
  }
}

function typedOptions(
  variable: ModuleVariable,
  { options }: VariableRule,
): string[] {
  if (options?.length === 0) {
    return ['has an empty list of options'];
  }
  return (options ?? []).flatMap(option =>
    option === null
      ? []
      : typeErrors(
          option as JsonValue,
          variable.schema as JsonObject,
          `the option ${showValue(option as JsonValue)}`,
        ).map(fault => `has an option of the wrong type: ${fault}`),
  );
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
