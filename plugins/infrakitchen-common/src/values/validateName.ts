import type { Conventions, ValueError } from '../api';
import { describeProvenance, quote } from './messages';
import type { ResolvedValues, ResolvedVariable } from './types';

const PLACEHOLDER = /\{([^{}]*)\}/g;

/**
 * The name that the convention asks for, or why there is none yet.
 *
 * @public
 */
export function expandNamePattern(
  pattern: string,
  resolved: Pick<ResolvedValues, 'variables'>,
): { name?: string; errors: ValueError[] } {
  const variables = new Map(resolved.variables.map(item => [item.name, item]));
  const errors = new Map<string, ValueError>();
  const name = pattern.replace(PLACEHOLDER, (_, placeholder: string) => {
    const variable = variables.get(placeholder);
    const problem = findProblem(placeholder, variable);
    if (problem) {
      errors.set(placeholder, {
        code: 'name_convention',
        message: `The naming convention ${quote(
          pattern,
        )} cannot be followed: ${problem}`,
        ...(variable && { variable: placeholder }),
        culprits: [
          { kind: 'field', name: 'name' },
          { kind: 'variable', name: placeholder },
        ],
      });
      return '';
    }
    return String(variable!.value);
  });
  return errors.size > 0
    ? { errors: [...errors.values()] }
    : { name, errors: [] };
}

/** Checks a name against the convention of its template. */
export function validateName(
  name: string,
  conventions: Pick<Conventions, 'namePattern'>,
  resolved: Pick<ResolvedValues, 'variables'>,
): ValueError[] {
  const { namePattern } = conventions;
  if (!namePattern) {
    return [];
  }
  const { name: expected, errors } = expandNamePattern(namePattern, resolved);
  if (expected === undefined || expected === name) {
    return errors;
  }
  return [
    {
      code: 'name_convention',
      message:
        `The name ${quote(name)} does not follow the naming convention ` +
        `${quote(namePattern)}: with the present values it must be ` +
        `${quote(expected)}.`,
      culprits: [{ kind: 'field', name: 'name' }],
    },
  ];
}

function findProblem(
  placeholder: string,
  variable: ResolvedVariable | undefined,
): string | undefined {
  const subject = `the variable ${quote(placeholder)}`;
  if (!variable) {
    return `the module has no variable ${quote(
      placeholder,
    )}. A platform engineer must correct the convention.`;
  }
  if (variable.sensitive) {
    return `${subject} is sensitive and cannot be part of a name. A platform engineer must correct the convention.`;
  }
  const { value } = variable;
  if (value === undefined || value === null) {
    return `${subject} has no value. Set one.`;
  }
  if (typeof value === 'object') {
    const origin = variable.provenance
      ? ` (${describeProvenance(variable.provenance)})`
      : '';
    return `${subject} is not a string, number or bool${origin}. A platform engineer must correct the convention.`;
  }
  return undefined;
}
