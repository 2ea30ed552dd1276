import type { JsonValue } from '@backstage/types';
import type {
  ModuleVariable,
  Provenance,
  ResourceLink,
  ValueError,
  VariableRule,
} from '../api';
import type { Converter } from './convert';
import {
  conflictError,
  projectCulprits,
  resourceCulprits,
  type EntryIndex,
  type Level,
} from './entries';
import { ownMember } from './json';
import { describeProvenance, quote } from './messages';
import { offerReference, type OutputIndex } from './references';
import type { OwnValues } from './types';

/** What one source has to say about a variable. */
export type Offer =
  /** A value, or the knowledge that there is one. */
  | {
      kind: 'value';
      value?: JsonValue;
      withheld?: boolean;
      unknown?: boolean;
      provenance: Provenance;
    }
  /** The source ought to decide, and cannot. */
  | { kind: 'problem'; error: ValueError }
  /** The source is not there; a lower one may take its place. */
  | { kind: 'absent'; error: ValueError };

/** A variable with everything that may decide about it. */
export interface VariableContext {
  variable: ModuleVariable;
  rule: VariableRule;
  /** By the module, or by the rule. */
  sensitive: boolean;
  own: OwnValues;
  ownWithheld: ReadonlySet<string>;
  ownChanged: ReadonlySet<string>;
  configs: EntryIndex;
  outputs: OutputIndex;
  converter: Converter;
}

/** One kind of source; its offers come nearest first. */
type Layer = (context: VariableContext) => Offer[];

/** Precedence: later wins. A further kind of source takes its place here. */
const layers: readonly Layer[] = [
  moduleDefault,
  templateDefault,
  projectConfig,
  inheritedConfigs,
  offerReference,
  ownValue,
];

const nearestFirst = [...layers].reverse();

/** What all sources say about a variable; the first value wins. */
export function collectOffers(context: VariableContext): Offer[] {
  return nearestFirst.flatMap(layer => layer(context));
}

function moduleDefault({ variable, converter }: VariableContext): Offer[] {
  if (!variable.hasDefault) {
    return [];
  }
  const value = (variable.default ?? null) as JsonValue;
  const converted = converter.fromValue(value, variable);
  return [
    {
      kind: 'value',
      // What does not convert is for the engine to refuse.
      value: converted.ok ? converted.value : value,
      provenance: { source: 'module_default' },
    },
  ];
}

function templateDefault({ rule }: VariableContext): Offer[] {
  return rule.default === undefined
    ? []
    : [
        {
          kind: 'value',
          value: rule.default as JsonValue,
          provenance: { source: 'template_default' },
        },
      ];
}

function projectConfig(context: VariableContext): Offer[] {
  return levelsOf(context)
    .filter(([{ project }]) => project !== undefined)
    .map(level => offerConfig(level, context));
}

function inheritedConfigs(context: VariableContext): Offer[] {
  return levelsOf(context)
    .filter(([{ project }]) => project === undefined)
    .map(level => offerConfig(level, context));
}

function levelsOf({ configs, variable }: VariableContext): readonly Level[] {
  return configs.get(variable.name) ?? [];
}

function offerConfig(
  level: Level,
  { variable, sensitive, converter }: VariableContext,
): Offer {
  const [{ name, value: text, resource, project }] = level;
  const provenance: Provenance = project
    ? { source: 'project', project, name }
    : withResource('config', name, resource);
  const problem = (code: string, message: string): Offer => ({
    kind: 'problem',
    error: {
      code,
      message,
      variable: name,
      culprits: [
        { kind: 'variable', name },
        { kind: 'config', name },
        ...projectCulprits(project),
        ...resourceCulprits(resource),
      ],
    },
  });

  if (sensitive) {
    return problem(
      'config_for_sensitive',
      `The sensitive variable ${quote(name)} would take its value from ` +
        `${describeProvenance(provenance)}, but configs are stored in clear. ` +
        `Remove or rename the config and set the value on the resource.`,
    );
  }
  if (level.length > 1) {
    return { kind: 'problem', error: conflictError('config', level, name) };
  }
  const result = converter.fromText(text, variable);
  if (!result.ok) {
    return problem(
      'config_not_convertible',
      `The variable ${quote(name)} takes its value from ` +
        `${describeProvenance(provenance)}, which does not fit its type: ` +
        `${result.message}. Correct the config, or set the value on the ` +
        `resource.`,
    );
  }
  return { kind: 'value', value: result.value, provenance };
}

function ownValue(context: VariableContext): Offer[] {
  const { variable, rule, own, ownWithheld, ownChanged } = context;
  if (rule.restricted) {
    return [];
  }
  const { name } = variable;
  const source = ownChanged.has(name) ? 'change' : 'resource';
  const provenance = withResource(source, undefined, own.resource);
  const value = ownMember(own.values, name);
  if (value !== undefined) {
    return [{ kind: 'value', value, provenance }];
  }
  return ownWithheld.has(name)
    ? [{ kind: 'value', withheld: true, provenance }]
    : [];
}

function withResource(
  source: Provenance['source'],
  name: string | undefined,
  resource: ResourceLink | undefined,
): Provenance {
  return {
    source,
    ...(resource && { resource }),
    ...(name !== undefined && { name }),
  };
}
