import type { JsonObject, JsonValue } from '@backstage/types';
import {
  InfrakitchenError,
  ModuleVariable,
  parseTypeExpression,
  TypeNode,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RenderInput } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { takesLabels, type DefaultTagsRule } from './defaultTags';
import { labelsOf } from './labels';

/** What a root module passes on to its module. */
export interface Inputs {
  /** Variables that are passed on; all others keep the module's default. */
  variables: ModuleVariable[];
  /** Values for the variables file, never a sensitive one. */
  values: Record<string, JsonValue>;
}

/** Decides which variables get a value, and from where. */
export function chooseInputs(
  input: RenderInput,
  defaultTags: DefaultTagsRule[],
): Inputs {
  const declared = new Map(
    input.module.analysis.variables.map(v => [v.name, v]),
  );
  const sensitive = new Set(input.sensitiveVariables);
  for (const name of [...Object.keys(input.values), ...sensitive]) {
    if (!declared.has(name)) {
      throw refuse(
        'variable_unknown',
        `The module has no variable "${name}".`,
        name,
      );
    }
  }
  const values = withTags(input, declared, sensitive, defaultTags);
  for (const name of Object.keys(values)) {
    if (sensitive.has(name)) {
      delete values[name];
    } else if (declared.get(name)!.sensitive) {
      throw refuse(
        'variable_sensitive',
        `The variable "${name}" is sensitive, so its value must not be written to a file.`,
        name,
      );
    }
  }
  return {
    variables: input.module.analysis.variables
      .filter(({ name }) => sensitive.has(name) || Object.hasOwn(values, name))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    values,
  };
}

/** Tags go to a variable that takes them; an explicit value wins key by key. */
function withTags(
  input: RenderInput,
  declared: Map<string, ModuleVariable>,
  sensitive: Set<string>,
  defaultTags: DefaultTagsRule[],
): Record<string, JsonValue> {
  const values = { ...input.values };
  const name = ['tags', 'labels'].find(candidate => {
    const variable = declared.get(candidate);
    return (
      variable &&
      !variable.sensitive &&
      !sensitive.has(candidate) &&
      takesTags(variable)
    );
  });
  if (name === undefined || Object.keys(input.tags).length === 0) {
    return values;
  }
  const tags =
    name === 'labels' &&
    takesLabels(input.module.analysis.requiredProviders, defaultTags)
      ? labelsOf(input.tags)
      : input.tags;
  const explicit = values[name];
  if (explicit === undefined || explicit === null) {
    values[name] = { ...tags };
  } else if (typeof explicit === 'object' && !Array.isArray(explicit)) {
    values[name] = { ...tags, ...(explicit as JsonObject) };
  }
  return values;
}

function takesTags(variable: ModuleVariable): boolean {
  const type = parseTypeExpression(variable.type);
  return isTextLike(type)
    ? type.kind === 'any'
    : type.kind === 'map' && isTextLike(type.element);
}

function isTextLike(type: TypeNode): boolean {
  return type.kind === 'string' || type.kind === 'any';
}

function refuse(code: string, message: string, name: string) {
  return new InfrakitchenError('InputError', {
    code,
    message,
    culprits: [{ kind: 'variable', name }],
  });
}
