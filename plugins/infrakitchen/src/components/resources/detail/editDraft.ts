import type { JsonValue } from '@backstage/types';
import {
  diffValues,
  type AttachedConnection,
  jsonEquals,
  type Change,
  type EffectiveVariable,
  type Entry,
  type Resource,
  type ResourcePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectedDraft,
  VariablesFormValue,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { DifferingField } from '../../shared';
import {
  connectedOf,
  integrationRefs,
  secretIds,
} from '../connections/connectedDraft';
import { type Translate } from './translation';

type Named = Pick<AttachedConnection, 'id' | 'name' | 'alias'>;

/** What an edit may change. */
export interface EditDraft {
  versionId: string | undefined;
  variables: VariablesFormValue;
  tags: Entry[];
  configs: Entry[];
  connected: ConnectedDraft;
}

/** The resource as it would be with its pending change. */
export function startOfEdit(
  resource: Resource,
  change: Change | undefined,
): EditDraft {
  const values = { ...resource.values } as Record<string, JsonValue>;
  let tags = resource.tags;
  let configs = resource.configs;
  let integrations: Named[] = resource.integrations;
  let secrets: Named[] = resource.secrets;
  for (const { field, sensitive, after } of change?.fields ?? []) {
    const [group, name] = splitField(field);
    if (group === 'values' && !sensitive) {
      if (after === undefined) {
        delete values[name];
      } else {
        values[name] = after as JsonValue;
      }
    } else if (group === 'tags') {
      tags = withEntry(tags, name, after);
    } else if (group === 'configs') {
      configs = withEntry(configs, name, after);
    } else if (group === 'integrations') {
      integrations = after as Named[];
    } else if (group === 'secretIds') {
      secrets = after as Named[];
    }
  }
  return {
    versionId: change?.versionId ?? resource.versionId,
    variables: { values, unsetSensitive: [] },
    tags,
    configs,
    connected: connectedOf(integrations, secrets),
  };
}

/** The part that differs; `undefined` where nothing does. */
export function toPatch(
  start: EditDraft,
  draft: EditDraft,
): ResourcePatch | undefined {
  const patch: ResourcePatch = {};
  if (draft.versionId !== start.versionId) {
    patch.versionId = draft.versionId;
  }
  if (differs(draft.variables.values, start.variables.values)) {
    patch.values = draft.variables.values;
  }
  if (draft.variables.unsetSensitive.length > 0) {
    patch.unsetSensitive = draft.variables.unsetSensitive;
  }
  if (differs(draft.tags, start.tags)) {
    patch.tags = draft.tags;
  }
  if (differs(draft.configs, start.configs)) {
    patch.configs = draft.configs;
  }
  if (
    differs(integrationRefs(draft.connected), integrationRefs(start.connected))
  ) {
    patch.integrations = integrationRefs(draft.connected);
  }
  if (differs(secretIds(draft.connected), secretIds(start.connected))) {
    patch.secretIds = secretIds(draft.connected);
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** What differs, field by field, with versions by their names. */
export function fieldsOfEdit(
  t: Translate,
  start: EditDraft,
  draft: EditDraft,
  options: {
    /** Variables whose values are not shown. */
    sensitive: string[];
    /** What holds where the resource has no value of its own. */
    inherited: EffectiveVariable[];
    refOf: (versionId: string | undefined) => string | undefined;
  },
): DifferingField[] {
  const { sensitive, inherited, refOf } = options;
  const { unsetSensitive } = draft.variables;
  const inputs = ({ versionId, variables, tags, configs }: EditDraft) => ({
    versionId: refOf(versionId),
    values: variables.values,
    tags,
    configs,
  });
  const attached = ({ connected }: EditDraft) => ({
    integrations: connected.integrations.flatMap(({ picked, alias }) =>
      picked
        ? [
            alias
              ? t('editDraft.labelAsAlias', { label: picked.label, alias })
              : picked.label,
          ]
        : [],
    ),
    secrets: connected.secrets.flatMap(secret => secret?.label ?? []),
  });
  const [before, after] = [attached(start), attached(draft)];
  return [
    ...diffValues(inputs(start), inputs(draft), sensitive).map(field => {
      const variable = inherited.find(
        ({ name }) => field.field === `values.${name}`,
      );
      return {
        ...field,
        field: field.field === 'versionId' ? 'version' : field.field,
        ...(variable?.isSet && !variable.sensitive && { instead: variable }),
      };
    }),
    ...(['integrations', 'secrets'] as const)
      .filter(field => differs(before[field], after[field]))
      .map(field => ({ field, before: before[field], after: after[field] })),
    ...unsetSensitive.map(name => ({
      field: `values.${name}`,
      sensitive: true,
    })),
  ];
}

/** `values.a.b` is the variable `a.b`: only the first dot parts. */
function splitField(field: string): [string, string] {
  const dot = field.indexOf('.');
  return dot < 0 ? [field, ''] : [field.slice(0, dot), field.slice(dot + 1)];
}

function withEntry(entries: Entry[], name: string, after: unknown): Entry[] {
  const others = entries.filter(entry => entry.name !== name);
  if (after === undefined) {
    return others;
  }
  const entry =
    typeof after === 'string'
      ? { value: after, inheritedByChildren: true }
      : (after as { value: string; inheritedByChildren: boolean });
  return [...others, { name, ...entry }];
}

/** The order of keys says nothing, as in the list of what differs. */
function differs(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): JsonValue =>
    JSON.parse(JSON.stringify(value ?? null));
  return !jsonEquals(plain(a), plain(b));
}
