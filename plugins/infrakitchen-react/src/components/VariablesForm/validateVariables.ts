import type { TranslationFunction } from '@backstage/frontend-plugin-api';
import type { RJSFSchema } from '@rjsf/utils';
import {
  matchesPattern,
  type Values,
  type VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { placeText } from './pointer';
import { findProblems, type Problems } from './problems';
import { propertiesOf } from './schema';
import {
  english,
  type Translate,
  type variablesFormTranslationRef,
} from './translation';

/** What the form edits: own values only, never inherited ones. @public */
export interface VariablesFormValue {
  /** Values that are set on the resource itself. */
  values: Values;
  /** Sensitive variables whose stored own value is taken away. */
  unsetSensitive: string[];
}

/**
 * Messages by variable name, for what the server would refuse. Rules that only
 * the server knows are left to it.
 *
 * @param t - of `variablesFormTranslationRef`; English without it.
 * @public
 */
export function validateVariables(
  versionSchema: VersionSchema,
  value: VariablesFormValue,
  storedSensitive: string[] = [],
  t: TranslationFunction<typeof variablesFormTranslationRef.T> = english,
): Record<string, string> {
  const all = variableProblems(t, versionSchema, value, storedSensitive);
  return Object.fromEntries(
    Object.entries(all).map(([name, problems]) => {
      const [pointer, problem] = Object.entries(problems)[0];
      const place = placeText(t, pointer, value.values[name]);
      return [name, place ? t('place.problem', { place, problem }) : problem];
    }),
  );
}

/** What is wrong, by variable and place; what is right is left out. */
export function variableProblems(
  t: Translate,
  versionSchema: VersionSchema,
  value: VariablesFormValue,
  storedSensitive: string[] = [],
): Record<string, Problems> {
  const schema = versionSchema.schema as RJSFSchema;
  const all: Record<string, Problems> = {};
  for (const [name, property] of Object.entries(propertiesOf(schema))) {
    if (name in value.values) {
      const problems = {
        ...patternProblem(t, versionSchema, name, value.values[name]),
        ...findProblems(t, property, value.values[name]),
      };
      if (Object.keys(problems).length > 0) {
        all[name] = problems;
      }
    }
  }
  const kept = new Set(
    storedSensitive.filter(name => !value.unsetSensitive.includes(name)),
  );
  for (const name of requiredNames(versionSchema)) {
    const inherited = versionSchema.variables.find(v => v.name === name);
    const given =
      name in value.values || kept.has(name) || isInherited(inherited);
    if (!given) {
      all[name] = { '': t('problem.missing') };
    }
  }
  return all;
}

/** Variables that must have a value from somewhere. */
export function requiredNames(versionSchema: VersionSchema): string[] {
  const required = new Set((versionSchema.schema as RJSFSchema).required ?? []);
  for (const variable of versionSchema.variables) {
    if (variable.rule?.required) {
      required.add(variable.name);
    }
  }
  return [...required];
}

/** Whether a value comes from anywhere but the resource itself. */
export function isInherited(
  variable: VersionSchema['variables'][number] | undefined,
): boolean {
  const source = variable?.provenance?.source;
  return (
    variable?.isSet === true && source !== 'resource' && source !== 'change'
  );
}

/** Not by the schema: browsers could hang on a pattern that is built for it. */
function patternProblem(
  t: Translate,
  { variables }: VersionSchema,
  name: string,
  value: unknown,
): Problems {
  const pattern = variables.find(item => item.name === name)?.rule?.pattern;
  return pattern !== undefined &&
    typeof value === 'string' &&
    !matchesPattern(pattern, value)
    ? { '': t('problem.pattern', { pattern }) }
    : {};
}
