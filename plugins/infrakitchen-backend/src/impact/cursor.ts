import { invalidCursor, isId } from '../database';
import type { Position } from './types';

/** Counts are taken with the first page and travel with its cursor. */
export interface ImpactCounts {
  total: number;
  broken: number;
  truncated?: true;
}

/** Where the next page begins, and what was counted with the first. */
export interface ImpactCursor {
  after: Position;
  counts: ImpactCounts;
}

export function encodeImpactCursor({ after, counts }: ImpactCursor): string {
  return Buffer.from(
    JSON.stringify([
      after.distance,
      after.id,
      counts.total,
      counts.broken,
      Boolean(counts.truncated),
    ]),
  ).toString('base64url');
}

/** @throws InputError `invalid_cursor` */
export function decodeImpactCursor(text: string): ImpactCursor {
  const [distance, id, total, broken, truncated] = parse(text);
  const isCursor =
    [distance, total, broken].every(Number.isSafeInteger) &&
    typeof id === 'string' &&
    isId(id);
  if (!isCursor) {
    throw invalidCursor();
  }
  return {
    after: { distance, id } as Position,
    counts: {
      total: total as number,
      broken: broken as number,
      ...(truncated === true && { truncated }),
    },
  };
}

function parse(text: string): unknown[] {
  try {
    const parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
