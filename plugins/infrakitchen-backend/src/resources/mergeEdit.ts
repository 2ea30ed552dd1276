import type { JsonObject, JsonValue } from '@backstage/types';
import {
  jsonEquals,
  type ChangedField,
  type Entry,
  type IntegrationRef,
  type ResourcePatch,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { toIntegrationRefs, type AttachedRef } from './attached';
import type { Inputs } from './inputs';

/** What an editor may have seen of a resource: nothing secret. */
export interface SeenInputs {
  versionId?: string;
  values: Values;
  tags: Entry[];
  configs: Entry[];
  description?: string;
  labels: string[];
  ownerRef?: string;
  deletionProtection: boolean;
  workspaceId?: string;
  /** In the order of the ids. */
  parentIds: string[];
  /** Both in the order of the ids. */
  integrations: IntegrationRef[];
  secretIds: string[];
}

/** An edit carried over to what others have made of the resource since. */
export interface MergedEdit {
  patch: ResourcePatch;
  /** Fields that both have edited, and differently. */
  conflicts: string[];
}

/**
 * Carries an edit of an older revision over to the current one. A patch holds
 * whole sets of values, tags and configs, so what its author meant to change is
 * what differs from what that author had seen.
 *
 * @param editedSince - whether somebody edited a secret since; secrets are
 * never shown, so they cannot be compared.
 */
export function mergeEdit(options: {
  patch: ResourcePatch;
  seen: SeenInputs;
  current: SeenInputs;
  secrets: readonly string[];
  editedSince: (variable: string) => boolean;
}): MergedEdit {
  const { seen, current, secrets, editedSince } = options;
  const patch = {
    ...options.patch,
    ...(options.patch.parentIds && {
      parentIds: [...options.patch.parentIds].sort(),
    }),
    ...(options.patch.integrations && {
      integrations: refsOf(options.patch.integrations),
    }),
    ...(options.patch.secretIds && {
      secretIds: [...options.patch.secretIds].sort(),
    }),
  };
  const conflicts: string[] = [];
  const merged: ResourcePatch = { ...patch };
  for (const field of [
    'versionId',
    'description',
    'labels',
    'ownerRef',
    'deletionProtection',
    'workspaceId',
    'parentIds',
    'integrations',
    'secretIds',
  ] as const) {
    const mine = patch[field] as JsonValue | undefined;
    if (mine === undefined) {
      continue;
    }
    // An empty text clears a field, and so does null; it then has no value.
    const wanted = mine === '' || mine === null ? undefined : mine;
    const choice = choose(wanted, seen[field], current[field]);
    if (choice === 'conflict') {
      conflicts.push(field);
    } else if (choice === 'theirs') {
      delete merged[field];
    }
  }
  if (patch.values) {
    const mergedValues = mergeRecords({
      mine: patch.values as Values,
      seen: seen.values,
      current: current.values,
      skip: secrets,
    });
    conflicts.push(...mergedValues.conflicts.map(name => `values.${name}`));
    merged.values = { ...mergedValues.record } as JsonObject;
    for (const name of secrets) {
      if (Object.hasOwn(patch.values, name)) {
        merged.values[name] = patch.values[name];
      }
    }
  }
  const sent = [
    ...secrets.filter(name => Object.hasOwn(patch.values ?? {}, name)),
    ...(patch.unsetSensitive ?? []),
  ];
  conflicts.push(...sent.filter(editedSince).map(name => `values.${name}`));
  for (const kind of ['tags', 'configs'] as const) {
    const mine = patch[kind];
    if (mine) {
      const entries = mergeRecords({
        mine: byName(mine),
        seen: byName(seen[kind]),
        current: byName(current[kind]),
        skip: [],
      });
      conflicts.push(...entries.conflicts.map(name => `${kind}.${name}`));
      merged[kind] = Object.values(entries.record) as unknown as Entry[];
    }
  }
  return { patch: merged, conflicts: [...new Set(conflicts)] };
}

/** What an editor saw of a revision, from its snapshot. */
export function seenInSnapshot(snapshot: JsonObject): SeenInputs {
  const seen = {
    versionId: snapshot.versionId,
    values: { ...(snapshot.values as Values) },
    tags: snapshot.tags,
    configs: snapshot.configs,
    description: snapshot.description,
    labels: snapshot.labels,
    ownerRef: snapshot.ownerRef,
    deletionProtection: snapshot.deletionProtection,
    workspaceId: snapshot.workspaceId,
    parentIds: idsOf((snapshot.parents ?? []) as { id: string }[]),
    integrations: snapshot.integrations ?? [],
    secretIds: snapshot.secrets ?? [],
  } as unknown as SeenInputs;
  const pending = (snapshot.pendingChange ?? []) as unknown as ChangedField[];
  const { integrations, secretIds, ...rest } = pending.reduce(withField, seen);
  return {
    ...rest,
    integrations: refsOf(integrations),
    secretIds: idsOf(secretIds as unknown as AttachedRef[]),
  };
}

/** What an editor sees now. */
export function seenNow(
  inputs: Inputs,
  record: { deletionProtection: boolean; workspaceId?: string },
  parents: { id: string }[],
): SeenInputs {
  return {
    versionId: inputs.versionId,
    values: inputs.values,
    tags: inputs.entries.tags,
    configs: inputs.entries.configs,
    ...inputs.metadata,
    deletionProtection: record.deletionProtection,
    workspaceId: record.workspaceId,
    parentIds: idsOf(parents),
    integrations: refsOf(inputs.entries.attached?.integrations ?? []),
    secretIds: idsOf(inputs.entries.attached?.secrets ?? []),
  };
}

/** Without names, in the order of the ids. */
function refsOf(refs: IntegrationRef[]): IntegrationRef[] {
  return toIntegrationRefs(refs).sort(
    (a, b) => Number(a.id > b.id) - Number(a.id < b.id),
  );
}

function idsOf(links: { id: string }[]): string[] {
  return links.map(({ id }) => id).sort();
}

function withField(seen: SeenInputs, change: ChangedField): SeenInputs {
  if (change.sensitive) {
    return seen;
  }
  const dot = change.field.indexOf('.');
  if (dot < 0) {
    return { ...seen, [change.field]: change.after };
  }
  const kind = change.field.slice(0, dot);
  const name = change.field.slice(dot + 1);
  if (kind === 'values') {
    const { [name]: _, ...others } = seen.values;
    return {
      ...seen,
      values:
        change.after === undefined
          ? others
          : { ...others, [name]: change.after },
    };
  }
  const others = seen[kind as 'tags' | 'configs'].filter(
    entry => entry.name !== name,
  );
  const entry =
    typeof change.after === 'object' && change.after !== null
      ? (change.after as unknown as Entry)
      : { value: change.after as string, inheritedByChildren: true };
  return {
    ...seen,
    [kind]:
      change.after === undefined ? others : [...others, { ...entry, name }],
  };
}

function choose(
  mine: JsonValue | undefined,
  seen: JsonValue | undefined,
  current: JsonValue | undefined,
): 'mine' | 'theirs' | 'conflict' {
  if (jsonEquals(mine, seen) || jsonEquals(mine, current)) {
    return 'theirs';
  }
  return jsonEquals(seen, current) ? 'mine' : 'conflict';
}

function mergeRecords(options: {
  mine: Values;
  seen: Values;
  current: Values;
  skip: readonly string[];
}): { record: Values; conflicts: string[] } {
  const { mine, seen, current, skip } = options;
  const names = new Set(
    [mine, seen, current].flatMap(record => Object.keys(record)),
  );
  const record: Values = {};
  const conflicts: string[] = [];
  for (const name of names) {
    if (skip.includes(name)) {
      continue;
    }
    const of = (values: Values) =>
      Object.hasOwn(values, name) ? values[name] : undefined;
    const choice = choose(of(mine), of(seen), of(current));
    if (choice === 'conflict') {
      conflicts.push(name);
    }
    const value = of(choice === 'theirs' ? current : mine);
    if (value !== undefined) {
      record[name] = value;
    }
  }
  return { record, conflicts };
}

function byName(entries: readonly Entry[]): Values {
  return Object.fromEntries(
    entries.map(({ name, value, inheritedByChildren = true }) => [
      name,
      { name, value, inheritedByChildren },
    ]),
  ) as Values;
}
