import type {
  Conventions,
  ModuleVariable,
  ValueError,
  VariableRules,
  Values,
} from '../api';
import type { ResolvedValues } from './types';

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
  /** Values that the caller sets on the resource, raw. */
  ownValues: Values;
  /** Required tags and configs, and the name pattern. */
  conventions?: Conventions;
  /** Name of the resource; checked against the pattern where given. */
  name?: string;
  /** What held before, for frozen variables. */
  previous?: {
    /** The resource was provisioned at least once. */
    provisioned: boolean;
    /** Own values before the edit, raw. */
    values: Values;
    /** Effective values that the last provision used, where known. Preferred. */
    effective?: Values;
  };
}

/**
 * Everything that is wrong with the values of a resource, beginning with the
 * errors of `resolved`. Empty means that a run may use them.
 *
 * @public
 */
export function validateValues(_input: ValidateInput): ValueError[] {
  throw new Error('Not implemented');
}
