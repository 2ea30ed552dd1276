import type { JsonValue } from '@backstage/types';
import type {
  AncestorOutput,
  Entry,
  ImpactInput,
  Plan,
  Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { normaliseEntries } from '../entries';
import {
  sensitiveNames,
  type ChangeRecord,
  type StoredTarget,
  type ValueTarget,
} from '../resources';
import type { VersionDefinition } from '../versions';
import type { SupposedEdit } from './types';

/**
 * A resource as an edit would leave it, together with the change that is
 * pending: what is stored once that is applied.
 */
export function supposeEdit(options: {
  stored: StoredTarget;
  change: ChangeRecord | undefined;
  /** The resource with the pending change laid over it. */
  pending: ValueTarget;
  /** Of the resource after the edit. */
  version: VersionDefinition | undefined;
  input: ImpactInput;
  plan: Plan | undefined;
}): SupposedEdit {
  const { stored, change, pending, version, input, plan } = options;
  const { resource } = stored;
  const secrets = new Set([
    ...sensitiveNames(stored.version),
    ...sensitiveNames(version),
    ...(pending.sealed?.names ?? []),
  ]);
  const outputsBefore = resource.outputs as AncestorOutput[];
  return {
    before: stored.target,
    after: {
      ...pending,
      version,
      parentIds: input.parentIds ?? pending.parentIds,
      projectId:
        input.projectId === undefined
          ? pending.projectId
          : input.projectId ?? undefined,
      entries: {
        tags: given(input.tags, 'tag') ?? pending.entries.tags,
        configs: given(input.configs, 'config') ?? pending.entries.configs,
      },
      values: ownValues(pending.values, secrets, input),
      sealed: withoutUnset(pending.sealed, input),
    },
    outputsBefore,
    outputsAfter: plan
      ? plannedOutputs(outputsBefore, plan)
      : declaredOutputs(outputsBefore, stored.version, version),
    setAnew: [
      ...Object.keys(input.values ?? {}).filter(name => secrets.has(name)),
      ...(change?.payload.values ? pending.changed ?? [] : []),
    ],
  };
}

function given(entries: Entry[] | undefined, kind: 'tag' | 'config') {
  return entries && normaliseEntries(entries, kind);
}

/** Nobody can send a secret back that nobody is shown: left out means kept. */
function ownValues(
  before: Values,
  secrets: ReadonlySet<string>,
  { values, unsetSensitive = [] }: ImpactInput,
): Values {
  const kept = Object.entries(before).filter(
    ([name]) =>
      !unsetSensitive.includes(name) && (!values || secrets.has(name)),
  );
  return { ...Object.fromEntries(kept), ...(values as Values | undefined) };
}

function withoutUnset(
  sealed: ValueTarget['sealed'],
  { unsetSensitive = [] }: ImpactInput,
): ValueTarget['sealed'] {
  return (
    sealed && {
      ...sealed,
      names: sealed.names.filter(name => !unsetSensitive.includes(name)),
    }
  );
}

/** The outputs as a plan leaves them. */
function plannedOutputs(
  before: AncestorOutput[],
  { outputChanges }: Plan,
): AncestorOutput[] {
  const changes = new Map(outputChanges.map(change => [change.name, change]));
  const kept = before.filter(({ name }) => !changes.has(name));
  const changed = [...changes.values()]
    .filter(({ action }) => action !== 'delete')
    .map(({ name, sensitive, afterUnknown, after }) => ({
      name,
      sensitive,
      ...(sensitive || afterUnknown
        ? { unknown: true }
        : { value: (after ?? null) as JsonValue }),
    }));
  return [...kept, ...changed];
}

/**
 * Without a plan only the names are known: what another version does not have
 * goes, what it adds has a value that only an apply can tell.
 */
function declaredOutputs(
  before: AncestorOutput[],
  old: VersionDefinition | undefined,
  version: VersionDefinition | undefined,
): AncestorOutput[] {
  if (old?.id === version?.id || !version?.analysis || before.length === 0) {
    return before;
  }
  const known = new Set(before.map(({ name }) => name));
  const declared = version.analysis.outputs;
  const names = new Set(declared.map(({ name }) => name));
  return [
    ...before.filter(({ name }) => names.has(name)),
    ...declared
      .filter(({ name }) => !known.has(name))
      .map(({ name, sensitive }) => ({ name, sensitive, unknown: true })),
  ];
}
