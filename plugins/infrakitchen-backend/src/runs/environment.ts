import {
  hclLiteral,
  InfrakitchenError,
  type ModuleVariable,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunInputs } from './types';

/**
 * Sensitive values as `TF_VAR_…`. The engine takes the text of a string
 * variable as it is, and reads that of any other type as an expression.
 */
export function sensitiveEnvironment(
  inputs: RunInputs,
  variables: ModuleVariable[],
): Record<string, string> {
  const types = new Map(
    variables.map(variable => [variable.name, variable.type]),
  );
  return Object.fromEntries(
    inputs.sensitive
      .filter(name => Object.hasOwn(inputs.values, name))
      .map(name => {
        const value = inputs.values[name];
        const isString = types.get(name)?.trim() === 'string';
        if (isString && value === null) {
          throw new InfrakitchenError('InputError', {
            code: 'null_not_allowed',
            message: `The sensitive variable '${name}' cannot be null; its value travels as text. Unset it, or set a value`,
            culprits: [{ kind: 'variable', name }],
          });
        }
        const text =
          isString && typeof value === 'string' ? value : hclLiteral(value);
        return [`TF_VAR_${name}`, text];
      }),
  );
}
