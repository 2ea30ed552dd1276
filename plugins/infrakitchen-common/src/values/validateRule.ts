import type { JsonValue } from '@backstage/types';
import type { VariableRule } from '../api';
import { jsonEquals } from './json';
import { listOf, showValue } from './messages';
import { compilePattern } from './pattern';

const MAX_OPTIONS_SHOWN = 10;

/** One rule that a value breaks. */
export interface BrokenRule {
  code: string;
  /** Continues "The variable "x" …". */
  complaint: string;
}

/** Checks a value that is not null against the rules of its variable. */
export function brokenRules(
  value: JsonValue,
  rule: VariableRule,
): BrokenRule[] {
  return [
    ...checkOptions(value, rule),
    ...checkRange(value, rule),
    ...checkLength(value, rule),
    ...checkPattern(value, rule),
  ];
}

function checkOptions(value: JsonValue, { options }: VariableRule) {
  if (!options || options.some(item => jsonEquals(item as JsonValue, value))) {
    return [];
  }
  const shown = options
    .slice(0, MAX_OPTIONS_SHOWN)
    .map(option => showValue(option as JsonValue));
  if (options.length > MAX_OPTIONS_SHOWN) {
    shown.push(`one of ${options.length - MAX_OPTIONS_SHOWN} more`);
  }
  const expected =
    shown.length > 0 ? `must be ${listOf(shown, 'or')}` : 'has no options';
  return [{ code: 'not_an_option', complaint: expected }];
}

function checkRange(value: JsonValue, { minimum, maximum }: VariableRule) {
  if (typeof value !== 'number') {
    return [];
  }
  const broken: BrokenRule[] = [];
  if (minimum !== undefined && value < minimum) {
    broken.push({
      code: 'too_small',
      complaint: `must be ${minimum} or more`,
    });
  }
  if (maximum !== undefined && value > maximum) {
    broken.push({
      code: 'too_large',
      complaint: `must be ${maximum} or less`,
    });
  }
  return broken;
}

function checkLength(value: JsonValue, { minLength, maxLength }: VariableRule) {
  const size = measure(value);
  if (!size) {
    return [];
  }
  const broken: BrokenRule[] = [];
  if (minLength !== undefined && size.length < minLength) {
    broken.push({
      code: 'too_short',
      complaint: `must have ${minLength} or more ${size.unit}, and has ${size.length}`,
    });
  }
  if (maxLength !== undefined && size.length > maxLength) {
    broken.push({
      code: 'too_long',
      complaint: `must have no more than ${maxLength} ${size.unit}, and has ${size.length}`,
    });
  }
  return broken;
}

function measure(
  value: JsonValue,
): { length: number; unit: string } | undefined {
  if (typeof value === 'string') {
    // Characters as JSON Schema and Terraform count them, not UTF-16 units.
    return { length: Array.from(value).length, unit: 'characters' };
  }
  if (typeof value === 'object' && value !== null) {
    return { length: Object.keys(value).length, unit: 'elements' };
  }
  return undefined;
}

function checkPattern(value: JsonValue, { pattern }: VariableRule) {
  if (pattern === undefined || typeof value !== 'string') {
    return [];
  }
  try {
    return compilePattern(pattern).test(value)
      ? []
      : [
          {
            code: 'pattern_mismatch',
            complaint: `must match the pattern ${pattern}`,
          },
        ];
  } catch (error) {
    return [
      {
        code: 'invalid_rule',
        complaint:
          `has a rule with the pattern ${pattern}, which cannot be read ` +
          `(${error instanceof Error ? error.message : error}); a platform ` +
          `engineer must correct it`,
      },
    ];
  }
}
