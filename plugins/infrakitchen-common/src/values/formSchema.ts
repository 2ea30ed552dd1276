import type { JsonObject } from '@backstage/types';
import type { ModuleVariable, VariableRules } from '../api';
import type { ResolvedValues } from './types';

/**
 * JSON Schema of the form that asks for the values of a resource.
 *
 * @public
 */
export function buildFormSchema(_input: {
  variables: readonly ModuleVariable[];
  rules: VariableRules;
  resolved: ResolvedValues;
}): JsonObject {
  throw new Error('Not implemented');
}
