import type { JsonObject, JsonValue } from '@backstage/types';
import {
  compareSnapshots,
  type ChangedField,
  type Entry,
  type ResourcePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  patchOf,
  type Restoration,
  type Restorer,
  type RestoringEdit,
} from '../history';
import type { ResourceService } from './ResourceService';

/** What an edit can set, each with what clears it. */
const editable: Record<string, JsonValue> = {
  description: '',
  labels: [],
  ownerRef: '',
  projectId: null,
  workspaceId: null,
  deletionProtection: false,
  versionId: null,
  tags: [],
  configs: [],
  values: {},
};

/**
 * Follow from what happens to a resource; nobody sets them. Its parents are not
 * among them: a restoration leaves it where it is, and says so, since to move it
 * takes rights elsewhere.
 */
const consequences = new Set([
  'state',
  'status',
  'pendingChange',
  'templateId',
  'name',
]);

/** Restores resources; of provisioned ones the inputs become a change. */
export function createResourceRestorer(
  resources: ResourceService,
): Restorer<ResourcePatch> {
  return {
    plan: planResource,
    apply: (id, patch, options) => resources.update(id, patch, options),
  };
}

/** The edit that makes a resource what a snapshot says. */
function planResource({
  current,
  wanted,
  hidden,
}: Restoration): RestoringEdit<ResourcePatch> {
  const pending = (current.pendingChange ?? []) as unknown as ChangedField[];
  const differences = compareSnapshots(
    withChange(current, pending),
    wanted,
    hidden,
  ).filter(({ field }) => !consequences.has(field.split('.', 1)[0]));

  const edit = patchOf(
    differences.filter(({ sensitive }) => !sensitive),
    wanted,
    editable,
  );
  const patch = edit.patch as ResourcePatch;
  const { fields } = edit;
  const secrets = new Set([...hidden, ...namesOf(current)]);
  if (patch.values) {
    // What became a secret is kept as it is: nobody may be shown what it was.
    patch.values = Object.fromEntries(
      Object.entries(patch.values).filter(([name]) => !secrets.has(name)),
    );
  }
  const skipped = [...edit.skipped];
  for (const { field } of differences.filter(item => item.sensitive)) {
    const name = field.slice('values.'.length);
    if (namesOf(current).includes(name) && !isSetIn(wanted, name)) {
      (patch.unsetSensitive ??= []).push(name);
      fields.push(field);
    } else {
      skipped.push(field);
    }
  }
  for (const { field, sensitive } of pending) {
    if (sensitive && !fields.includes(field) && !skipped.includes(field)) {
      skipped.push(field);
    }
  }
  return { patch, fields: fields.sort(), skipped: skipped.sort() };
}

function isSetIn(snapshot: JsonObject, name: string): boolean {
  return (
    Object.hasOwn((snapshot.values ?? {}) as object, name) ||
    namesOf(snapshot).includes(name)
  );
}

function namesOf(snapshot: JsonObject): string[] {
  return (snapshot.sensitiveVariables ?? []) as string[];
}

/** A snapshot with its pending change laid over what is stored. */
function withChange(snapshot: JsonObject, fields: ChangedField[]): JsonObject {
  const result = { ...snapshot };
  const values = { ...(snapshot.values as JsonObject | undefined) };
  for (const { field, sensitive, after } of fields) {
    const [part, name] = splitField(field);
    if (sensitive) {
      continue;
    }
    if (part === 'values') {
      if (after === undefined) {
        delete values[name];
      } else {
        values[name] = after as JsonValue;
      }
    } else if (part === 'tags' || part === 'configs') {
      const others = ((result[part] ?? []) as unknown as Entry[]).filter(
        entry => entry.name !== name,
      );
      result[part] = [
        ...others,
        ...(after === undefined ? [] : [entryOf(name, after as JsonValue)]),
      ] as unknown as JsonValue;
    } else {
      result[part] = after as JsonValue;
    }
  }
  return { ...result, values };
}

function splitField(field: string): [string, string] {
  const dot = field.indexOf('.');
  return dot < 0 ? [field, ''] : [field.slice(0, dot), field.slice(dot + 1)];
}

function entryOf(name: string, after: JsonValue): JsonObject {
  return typeof after === 'string'
    ? { name, value: after, inheritedByChildren: true }
    : { name, ...(after as JsonObject) };
}
