import type { EffectiveValues, EffectiveVariable, VariableRule } from '../api';
import type {
  OverriddenValue,
  ResolvedValues,
  ResolvedVariable,
} from './types';

/**
 * Effective values as the API shows them: nothing sensitive in them.
 *
 * @public
 */
export function maskEffective(resolved: ResolvedValues): EffectiveValues {
  return { ...resolved, variables: resolved.variables.map(maskVariable) };
}

function maskVariable(variable: ResolvedVariable): EffectiveVariable {
  const { value, withheld, unknown, overridden, rule, ...rest } = variable;
  const shown = <T extends OverriddenValue>(item: T) =>
    variable.sensitive || item.value === undefined ? {} : { value: item.value };
  return {
    ...rest,
    ...shown(variable as OverriddenValue),
    overridden: overridden.map(item => ({
      ...shown(item),
      provenance: item.provenance,
    })),
    ...(rule && { rule: variable.sensitive ? maskRule(rule) : rule }),
  };
}

/** Defaults and options of a sensitive variable are candidates for its value. */
function maskRule({ default: _, options: __, ...rule }: VariableRule) {
  return rule;
}
