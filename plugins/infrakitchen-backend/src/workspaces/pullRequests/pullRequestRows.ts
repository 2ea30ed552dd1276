import type { PullRequestRecord } from '../types';

/** A row of `pull_requests`; JSON columns are text, bigints may be strings. */
export interface PullRequestRow {
  id: string;
  run_id: string;
  [column: string]: any;
}

const jsonKeys = new Set(['live', 'pushes']);
const numberKeys = new Set([
  'attempts',
  'concludedAt',
  'seenAt',
  'pollAt',
  'createdAt',
  'updatedAt',
  'endedAt',
]);
/** Of the lease, which is nobody's business but the store's. */
const hidden = new Set(['held_by', 'held_until']);

/**
 * Columns of a pull request or of a part of it. A key that is there without a
 * value empties its column; what is absent is left alone.
 */
export function toRow(
  record: Partial<PullRequestRecord>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      jsonKeys.has(key) && value !== undefined
        ? JSON.stringify(value)
        : value ?? null,
    ]),
  );
}

/** A pull request from its row. */
export function fromRow(row: PullRequestRow): PullRequestRecord {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === undefined || hidden.has(name)) {
      continue;
    }
    const key = name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    if (jsonKeys.has(key)) {
      record[key] = JSON.parse(value);
    } else {
      record[key] = numberKeys.has(key) ? Number(value) : value;
    }
  }
  return record as unknown as PullRequestRecord;
}
