/** A field that differs between two snapshots. */
export interface ChangedKey {
  key: string;
  before: unknown;
  after: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields that differ, with objects one level down told apart by name. */
export function changedKeys(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  prefix = '',
): ChangedKey[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.sort().flatMap(key => {
    const [old, now] = [before[key], after[key]];
    if (JSON.stringify(old) === JSON.stringify(now)) {
      return [];
    }
    if (prefix === '' && isRecord(old) && isRecord(now)) {
      return changedKeys(old, now, `${key}.`);
    }
    return [{ key: `${prefix}${key}`, before: old, after: now }];
  });
}
