import { useRef } from 'react';
import type { VersionSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { VariablesFormValue } from '@infrakitchen/backstage-plugin-infrakitchen-react';

/**
 * What of typed variables a draft may keep: no sensitive values, and none of
 * which it is not known. What was sensitive in one version stays so in another.
 *
 * @returns undefined while the schema is on its way
 */
export function useKeptVariables(
  variables: VariablesFormValue,
  schema: VersionSchema | undefined,
  storedSensitive: string[] = [],
): { variables: VariablesFormValue; omitted: string[] } | undefined {
  const sensitive = useRef(new Set(storedSensitive));
  for (const variable of schema?.variables ?? []) {
    if (variable.sensitive) {
      sensitive.current.add(variable.name);
    }
  }
  const names = Object.keys(variables.values);
  if (!schema && names.length > 0) {
    return undefined;
  }
  const known = new Set(schema?.variables.map(({ name }) => name));
  return {
    variables: {
      ...variables,
      values: Object.fromEntries(
        Object.entries(variables.values).filter(
          ([name]) => known.has(name) && !sensitive.current.has(name),
        ),
      ),
    },
    omitted: names.filter(name => sensitive.current.has(name)),
  };
}
