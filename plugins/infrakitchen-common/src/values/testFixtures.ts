import type { JsonObject, JsonValue } from '@backstage/types';
import type { Entry, ModuleVariable, VariableRules, Values } from '../api';
import { resolveValues } from './resolve';
import { validateValues, type ValidateInput } from './validate';
import { parseTypeExpression, typeToJsonSchema } from './typeLanguage';
import type {
  AncestorNode,
  AncestorOutput,
  GivenEntry,
  ProjectDefaults,
  ResolveInput,
} from './types';

export function variable(
  name: string,
  type = 'string',
  overrides: Partial<ModuleVariable> = {},
): ModuleVariable {
  return {
    name,
    type,
    schema: typeToJsonSchema(parseTypeExpression(type)) as JsonObject,
    hasDefault: 'default' in overrides,
    sensitive: false,
    nullable: true,
    ephemeral: false,
    validations: [],
    ...overrides,
  };
}

/** `{ a: 'x' }` as inheritable entries. */
export function entries(
  record: Record<string, string> = {},
  inheritedByChildren = true,
): Entry[] {
  return Object.entries(record).map(([name, value]) => ({
    name,
    value,
    inheritedByChildren,
  }));
}

export function ancestor(
  name: string,
  distance: number,
  parts: {
    tags?: GivenEntry[];
    configs?: GivenEntry[];
    outputs?: Record<string, JsonValue> | AncestorOutput[];
    templateId?: string;
    state?: AncestorNode['state'];
  } = {},
): AncestorNode {
  const { outputs = [], templateId = `template-of-${name}` } = parts;
  return {
    link: { id: `id-${name}`, name, templateId },
    templateId,
    distance,
    state: parts.state ?? 'provisioned',
    entries: { tags: parts.tags ?? [], configs: parts.configs ?? [] },
    outputs: Array.isArray(outputs)
      ? outputs
      : Object.entries(outputs).map(([key, value]) => ({
          name: key,
          sensitive: false,
          value,
        })),
  };
}

export function project(
  parts: Partial<ProjectDefaults['entries']> = {},
): ProjectDefaults {
  return {
    link: { id: 'id-shop', name: 'Shop' },
    entries: { tags: [], configs: [], ...parts },
  };
}

/** Resolves with empty defaults for what a test does not care about. */
export function resolve(parts: {
  variables?: ModuleVariable[];
  rules?: VariableRules;
  ancestors?: AncestorNode[];
  project?: ProjectDefaults;
  values?: Values;
  own?: Partial<ResolveInput['own']>;
}) {
  return resolveValues({
    variables: parts.variables ?? [],
    rules: parts.rules ?? {},
    ancestors: parts.ancestors ?? [],
    project: parts.project,
    own: {
      resource: { id: 'id-self', name: 'self' },
      tags: [],
      configs: [],
      values: parts.values ?? {},
      ...parts.own,
    },
  });
}

/** The only variable of a result, its value and where it comes from. */
export function only({ variables }: ReturnType<typeof resolveValues>) {
  const [first] = variables;
  return {
    value: first.value,
    from: first.provenance?.source,
    of: first.provenance?.resource?.name,
  };
}

export function codes(errors: { code: string }[]): string[] {
  return errors.map(({ code }) => code);
}

/** What a test cares about; the rest is empty. */
export interface ValidateCase
  extends Partial<Omit<ValidateInput, 'resolved' | 'variables'>> {
  variables?: ModuleVariable[];
  ancestors?: AncestorNode[];
  own?: NonNullable<Parameters<typeof resolve>[0]['own']>;
}

/** Resolves and validates. */
export function validate({ ancestors, own, ...rest }: ValidateCase) {
  const { variables = [], rules = {}, ownValues = {} } = rest;
  return validateValues({
    ...rest,
    variables,
    rules,
    ownValues,
    resolved: resolve({ variables, rules, ancestors, values: ownValues, own }),
  });
}

/** Errors of one variable `v` with a value of its own. */
export function check(
  type: string,
  value: Values[string],
  rule: VariableRules[string] = {},
  overrides: Partial<ModuleVariable> = {},
) {
  return validate({
    variables: [variable('v', type, overrides)],
    rules: { v: rule },
    ownValues: { v: value },
  });
}
