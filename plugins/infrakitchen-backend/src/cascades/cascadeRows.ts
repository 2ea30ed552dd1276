import type {
  CascadeItemRecord,
  CascadeRecord,
  SetApprovalRecord,
} from './types';

/** A row; JSON columns are text, bigints may be strings. */
export interface CascadeRow {
  id: string;
  [column: string]: any;
}

const jsonKeys = new Set(['principalRefs', 'approval', 'error', 'planOutline']);
const numberKeys = new Set([
  'createdAt',
  'startedAt',
  'finishedAt',
  'updatedAt',
  'expiresAt',
  'at',
]);
const booleanKeys = new Set([
  'stopOnFailure',
  'cancelRequested',
  'abstract',
  'needsRun',
  'active',
  'planLater',
]);

type Stored = CascadeRecord | CascadeItemRecord | SetApprovalRecord;

/** Columns of a record; an own property that is undefined clears its column. */
export function toRow(record: Partial<Stored>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      value !== undefined && jsonKeys.has(key)
        ? JSON.stringify(value)
        : value ?? null,
    ]),
  );
}

/** A record from its row. */
export function fromRow<T extends Stored>(row: CascadeRow): T {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === undefined) {
      continue;
    }
    const key = name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    record[key] = parse(key, value);
  }
  return record as unknown as T;
}

function parse(key: string, value: any): unknown {
  if (jsonKeys.has(key)) {
    return JSON.parse(value);
  }
  if (numberKeys.has(key)) {
    return Number(value);
  }
  return booleanKeys.has(key) ? Boolean(value) : value;
}
