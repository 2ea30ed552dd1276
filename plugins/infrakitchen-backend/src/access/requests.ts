import type { Request } from 'express';

/** Options of a list, as the API takes them. */
export interface ListQuery {
  filter?: string[];
  q?: string;
  orderBy?: string;
  limit: number;
  cursor?: string;
}

const DEFAULT_LIMIT = 50;

/** Options of a list from a query that was validated before. */
export function parseListQuery(query: Request['query']): ListQuery {
  return {
    filter: textsOf(query.filter),
    q: textOf(query.q),
    orderBy: textOf(query.orderBy),
    limit: Number(query.limit ?? DEFAULT_LIMIT),
    cursor: textOf(query.cursor),
  };
}

const DEFAULT_BATCH = 500;

/** Which batch of a feed, from a query that was validated before. */
export function parseBatch(query: Request['query']): {
  limit: number;
  cursor?: string;
} {
  return {
    limit: Number(query.limit ?? DEFAULT_BATCH),
    cursor: textOf(query.cursor),
  };
}

/** The revision that the caller has seen, from `If-Match`. */
export function parseRevision(
  request: Request<any, any, any, any, any>,
): number | undefined {
  const header = request.get('if-match');
  return header === undefined ? undefined : Number(header.replace(/"/g, ''));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): string[] | undefined {
  return value === undefined ? undefined : [value].flat().map(String);
}
