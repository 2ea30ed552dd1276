import type { JsonObject, JsonValue } from '@backstage/types';
import { jsonEquals, ownMember } from '../values/json';

/** A field in which two snapshots differ. @public */
export interface SnapshotDifference {
  /** `description`, `values.NAME`, `tags.NAME`, `conventions.namePattern`, … */
  field: string;
  /** Differs, but is not told. */
  sensitive: boolean;
  before?: JsonValue;
  after?: JsonValue;
}

/** Where a snapshot keeps what tells that a secret has changed. */
const DIGESTS = 'sensitiveDigests';
/** Follow from the digests. */
const SECRET_NAMES = 'sensitiveVariables';

/** Lists whose items have a name; each item is a field of its own. */
const NAMED = new Set(['tags', 'configs']);
/** Lists of differences. */
const DIFFERENCES = new Set(['pendingChange']);
/** Records whose members are fields of their own. */
const RECORDS = new Set(['values', 'variableRules', 'conventions', 'fields']);
/** Lists whose order says nothing. */
const SETS = new Set(['labels', 'owners', 'parentIds']);
/** Differ between any two revisions. */
const IGNORED = new Set(['revision']);

/**
 * Fields that differ between two snapshots of a record, by name. Sensitive
 * values only say that they differ. A field that looks the same in both, but
 * is written in another order, does not differ.
 *
 * @param hidden - variables that are sensitive by now, though a snapshot may
 * have them in clear
 *
 * @public
 */
export function compareSnapshots(
  before: JsonObject,
  after: JsonObject,
  hidden: readonly string[] = [],
): SnapshotDifference[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const secrets = [secretsOf(before), secretsOf(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  const plain = [...names]
    .filter(name => !secrets.some(one => one.has(name)))
    .flatMap(name => differenceOf(name, old.get(name), now.get(name)))
    .map(difference =>
      isAbout(difference.field, hidden)
        ? { field: difference.field, sensitive: true }
        : difference,
    );
  const secretNames = new Set(secrets.flatMap(one => [...one.keys()]));
  const secret = [...secretNames]
    .filter(
      name =>
        // One that was in clear and became secret differs too.
        old.has(name) ||
        now.has(name) ||
        secrets[0].get(name) !== secrets[1].get(name),
    )
    .map(field => ({ field, sensitive: true }));
  return [...plain, ...secret].sort((a, b) => compareText(a.field, b.field));
}

/**
 * A snapshot as it may be shown. Digests of secrets stay with the server,
 * since whoever may set a value could try values against them; so does the
 * value of a variable that is sensitive by now.
 *
 * @public
 */
export function visibleSnapshot(
  snapshot: JsonObject,
  hidden: readonly string[] = [],
): JsonObject {
  const { [DIGESTS]: _, ...visible } = snapshot;
  const { values, pendingChange } = visible;
  if (isRecord(values)) {
    const withheld = hidden.filter(name => Object.hasOwn(values, name));
    if (withheld.length > 0) {
      visible.values = Object.fromEntries(
        Object.entries(values).filter(([name]) => !withheld.includes(name)),
      );
      visible[SECRET_NAMES] = [
        ...new Set([
          ...((visible[SECRET_NAMES] ?? []) as string[]),
          ...withheld,
        ]),
      ].sort(compareText);
    }
  }
  if (Array.isArray(pendingChange)) {
    visible.pendingChange = (pendingChange as { field: string }[]).map(item =>
      isAbout(item.field, hidden)
        ? { field: item.field, sensitive: true }
        : (item as JsonObject),
    );
  }
  return visible;
}

function isAbout(field: string, names: readonly string[]): boolean {
  return names.some(
    name =>
      field === `values.${name}` || field === `pendingChange.values.${name}`,
  );
}

function differenceOf(
  field: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): SnapshotDifference[] {
  if (jsonEquals(before, after)) {
    return [];
  }
  return [
    {
      field,
      sensitive: false,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    },
  ];
}

/** Secrets of a snapshot: what tells them apart, by field. */
function secretsOf(snapshot: JsonObject): Map<string, string> {
  const digests = (snapshot[DIGESTS] ?? {}) as Record<string, string>;
  const names = (snapshot[SECRET_NAMES] ?? []) as string[];
  return new Map(
    [...new Set([...names, ...Object.keys(digests)])].map(name => [
      `values.${name}`,
      ownMember(digests, name) ?? '',
    ]),
  );
}

function fieldsOf(snapshot: JsonObject): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(snapshot)) {
    if (value === undefined || name === DIGESTS || name === SECRET_NAMES) {
      continue;
    }
    for (const [member, part] of partsOf(name, value)) {
      fields.set(member, part);
    }
  }
  return fields;
}

function partsOf(name: string, value: JsonValue): [string, JsonValue][] {
  if (IGNORED.has(name)) {
    return [];
  }
  if (NAMED.has(name) && Array.isArray(value)) {
    return (value as { name: string; value: string }[]).map(item => [
      `${name}.${item.name}`,
      entryOf(item),
    ]);
  }
  if (DIFFERENCES.has(name) && Array.isArray(value)) {
    return (value as { field: string; after?: JsonValue }[]).map(item => [
      `${name}.${item.field}`,
      item.after ?? null,
    ]);
  }
  if (RECORDS.has(name) && isRecord(value)) {
    return Object.entries(value).flatMap(([member, part]) =>
      part === undefined
        ? []
        : [[`${name}.${member}`, part] as [string, JsonValue]],
    );
  }
  if (SETS.has(name) && Array.isArray(value)) {
    return [[name, [...value].sort(compareItems)]];
  }
  return [[name, value]];
}

/** The text alone where nothing else is to be said of an entry. */
function entryOf(item: JsonObject): JsonValue {
  const { value, inheritedByChildren = true } = item;
  return inheritedByChildren
    ? (value as JsonValue)
    : { value, inheritedByChildren };
}

function isRecord(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compareItems(a: JsonValue, b: JsonValue): number {
  return compareText(JSON.stringify(a), JSON.stringify(b));
}

/** By code units, so that the order is the same everywhere. */
function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
