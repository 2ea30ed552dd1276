import type { JsonValue } from '@backstage/types';
import type { ModuleVariable, ValueError, Values } from '../api';
import { jsonEquals, ownMember } from './json';
import { describeProvenance, quote, showValue } from './messages';
import type { ResolvedVariable } from './types';

/**
 * What held before an edit.
 *
 * @public
 */
export interface PreviousValues {
  /** The resource was provisioned at least once. */
  provisioned: boolean;
  /** Own values before the edit, raw. */
  values: Values;
  /**
   * Effective values that the last provision used, as far as known. With them
   * a frozen variable is also kept from changing by inheritance.
   */
  effective?: Values;
}

/** Refuses another value for a frozen variable. */
export function frozenError(
  { name }: ModuleVariable,
  resolved: ResolvedVariable,
  previous: PreviousValues,
): ValueError | undefined {
  const before = valueBefore(resolved, previous);
  const { value: now, withheld, sensitive, provenance } = resolved;
  // Without a value before, the variable is new to the resource.
  if (before === undefined || withheld || jsonEquals(before, now)) {
    return undefined;
  }
  const source = provenance ? ` (from ${describeProvenance(provenance)})` : '';
  const change = sensitive
    ? `cannot change${source}`
    : `cannot change from ${showValue(before)} to ${showValue(now)}${source}`;
  return {
    code: 'frozen_variable',
    message:
      `The variable ${quote(name)} is frozen since the first provision and ` +
      `${change}. Set it back, or create another resource.`,
    variable: name,
    culprits: [{ kind: 'variable', name }],
  };
}

function valueBefore(
  resolved: ResolvedVariable,
  { values, effective }: PreviousValues,
): JsonValue | undefined {
  const used = effective && ownMember(effective, resolved.name);
  if (used !== undefined) {
    return used;
  }
  const own = ownMember(values, resolved.name);
  if (own !== undefined || effective) {
    return own;
  }
  return inheritedValue(resolved);
}

/** The value that would hold if nothing were set on the resource. */
export function inheritedValue(
  resolved: ResolvedVariable,
): JsonValue | undefined {
  return (isSetOnResource(resolved) ? resolved.overridden[0] : resolved)?.value;
}

/** Whether the value is set on the resource itself, perhaps by a change. */
export function isSetOnResource({ provenance }: ResolvedVariable): boolean {
  return provenance?.source === 'resource' || provenance?.source === 'change';
}
