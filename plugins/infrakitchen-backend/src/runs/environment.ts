import type { ModuleVariable } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunInputs } from './types';

/**
 * Sensitive values as `TF_VAR_…`. The engine takes the text of a string
 * variable as it is, and reads that of any other type as an expression, in
 * which a template sequence inside a string must be escaped.
 */
export function sensitiveEnvironment(
  inputs: RunInputs,
  variables: ModuleVariable[],
): Record<string, string> {
  const types = new Map(variables.map(variable => [variable.name, variable.type]));
  return Object.fromEntries(
    inputs.sensitive
      .filter(name => Object.hasOwn(inputs.values, name))
      .map(name => {
        const value = inputs.values[name];
        const isText =
          typeof value === 'string' && types.get(name)?.trim() === 'string';
        const text = isText
          ? value
          : JSON.stringify(value).replace(/([$%])\{/g, '$1$1{');
        return [`TF_VAR_${name}`, text];
      }),
  );
}
