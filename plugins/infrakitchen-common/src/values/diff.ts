import type { ChangedField, Entry, Values } from '../api';

/**
 * The part of a resource that an edit may change.
 *
 * @public
 */
export interface EditableFields {
  versionId?: string;
  values: Values;
  tags: readonly Entry[];
  configs: readonly Entry[];
}

/**
 * Fields that differ. Sensitive values are compared, but not told.
 *
 * @public
 */
export function diffValues(
  _before: EditableFields,
  _after: EditableFields,
  _sensitiveVariables: Iterable<string>,
): ChangedField[] {
  throw new Error('Not implemented');
}
