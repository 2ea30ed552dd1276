import type { JsonValue } from '@backstage/types';
import type { ChangedField, Values } from '../api';
import { jsonEquals, ownMember } from './json';
import type { GivenEntry } from './types';

/**
 * The part of a resource that an edit may change.
 *
 * @public
 */
export interface EditableFields {
  versionId?: string;
  /** Own values, raw. */
  values: Values;
  tags: readonly GivenEntry[];
  configs: readonly GivenEntry[];
}

/**
 * Fields that differ, named as in `ChangedField.field`: the version first,
 * then values, tags and configs by name. Sensitive values are compared, but
 * not told.
 *
 * @public
 */
export function diffValues(
  before: EditableFields,
  after: EditableFields,
  sensitiveVariables: Iterable<string>,
): ChangedField[] {
  const sensitive = new Set(sensitiveVariables);
  return [
    ...changed('versionId', before.versionId, after.versionId),
    ...diffRecords(before.values, after.values).flatMap(change =>
      sensitive.has(change.name)
        ? [{ field: `values.${change.name}`, sensitive: true }]
        : changed(`values.${change.name}`, change.before, change.after),
    ),
    ...diffEntries('tags', before.tags, after.tags),
    ...diffEntries('configs', before.configs, after.configs),
  ];
}

function changed(
  field: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): ChangedField[] {
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

function diffRecords(before: Values, after: Values) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .sort()
    .map(name => ({
      name,
      before: ownMember(before, name),
      after: ownMember(after, name),
    }))
    .filter(change => !jsonEquals(change.before, change.after));
}

function diffEntries(
  kind: 'tags' | 'configs',
  before: readonly GivenEntry[],
  after: readonly GivenEntry[],
): ChangedField[] {
  const changes = diffRecords(entryRecord(before), entryRecord(after));
  return changes.flatMap(change => {
    const plain = [change.before, change.after].every(
      entry => entry === undefined || describesInherited(entry),
    );
    return changed(
      `${kind}.${change.name}`,
      plain ? textOf(change.before) : change.before,
      plain ? textOf(change.after) : change.after,
    );
  });
}

/** Values by name; an entry that children do not inherit keeps that mark. */
function entryRecord(entries: readonly GivenEntry[]): Values {
  return Object.fromEntries(
    entries.map(({ name, value, inheritedByChildren = true }) => [
      name,
      { value, inheritedByChildren },
    ]),
  );
}

function describesInherited(entry: JsonValue): boolean {
  return (entry as { inheritedByChildren: boolean }).inheritedByChildren;
}

function textOf(entry: JsonValue | undefined): string | undefined {
  return (entry as { value: string } | undefined)?.value;
}
