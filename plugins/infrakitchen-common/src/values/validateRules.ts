import type { ModuleVariable, ValueError, VariableRules } from '../api';

/**
 * What is wrong with the rules themselves, before any resource uses them.
 *
 * @public
 */
export function validateRules(_input: {
  variables: readonly ModuleVariable[];
  rules: VariableRules;
}): ValueError[] {
  throw new Error('Not implemented');
}
