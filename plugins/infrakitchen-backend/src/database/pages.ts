import type { Knex } from 'knex';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Order of a keyset page; the id breaks ties. */
export interface PageOrder {
  column: string;
  direction: 'asc' | 'desc';
}

/** One page of rows and the cursor of the next. */
export interface RowPage<T> {
  rows: T[];
  nextCursor?: string;
}

/** What a cursor holds: where the page ended, never what may be seen. */
interface Cursor {
  order: string;
  value: string | number;
  id: string;
}

/**
 * Reads one page after a cursor. The query must already have its conditions.
 *
 * @throws InputError `invalid_cursor` for a cursor of another order or garbage.
 */
export async function readPage<T extends { id: string }>(
  query: Knex.QueryBuilder,
  options: {
    table: string;
    order: PageOrder;
    limit: number;
    cursor?: string;
  },
): Promise<RowPage<T>> {
  const { table, order, limit } = options;
  const column = `${table}.${order.column}`;
  const id = `${table}.id`;
  const orderKey = `${order.direction}:${order.column}`;
  const after = options.cursor
    ? decodeCursor(options.cursor, orderKey)
    : undefined;
  if (after) {
    const operator = order.direction === 'asc' ? '>' : '<';
    query.where(builder =>
      builder
        .where(column, operator, after.value)
        .orWhere(same =>
          same.where(column, after.value).where(id, operator, after.id),
        ),
    );
  }
  const rows: T[] = await query
    .orderBy(column, order.direction)
    .orderBy(id, order.direction)
    .limit(limit + 1);
  if (rows.length <= limit) {
    return { rows };
  }
  rows.length = limit;
  const last = rows[limit - 1] as T & Record<string, string | number>;
  return {
    rows,
    nextCursor: encodeCursor({
      order: orderKey,
      value: last[order.column],
      id: last.id,
    }),
  };
}

/** Parses `name` or `-name`. */
export function parseOrder(
  orderBy: string | undefined,
  fallback: PageOrder,
): PageOrder {
  if (!orderBy) {
    return fallback;
  }
  const descending = orderBy.startsWith('-');
  const field = descending ? orderBy.slice(1) : orderBy;
  const columns: Record<string, string> = {
    name: 'name',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
  };
  return {
    column: columns[field],
    direction: descending ? 'desc' : 'asc',
  };
}

/**
 * Parses `field=value` filters into values by field.
 *
 * @throws InputError `unknown_filter` for a field that the list does not have.
 */
export function parseFilters<TField extends string>(
  filters: string[] | undefined,
  fields: readonly TField[],
): Partial<Record<TField, string[]>> {
  const result: Partial<Record<TField, string[]>> = {};
  for (const filter of filters ?? []) {
    const split = filter.indexOf('=');
    const field = filter.slice(0, Math.max(split, 0)) as TField;
    if (!fields.includes(field)) {
      throw new InfrakitchenError('InputError', {
        code: 'unknown_filter',
        message: `'${filter}' is not a filter of this list; use field=value with one of ${fields.join(
          ', ',
        )}`,
      });
    }
    (result[field] ??= []).push(filter.slice(split + 1));
  }
  return result;
}

/** `%text%` for LIKE, with the wildcards of the text escaped by a backslash. */
export function containsPattern(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function decodeCursor(text: string, order: string): Cursor {
  try {
    const cursor = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    ) as Partial<Cursor>;
    if (
      cursor.order === order &&
      typeof cursor.id === 'string' &&
      (typeof cursor.value === 'string' || typeof cursor.value === 'number')
    ) {
      return cursor as Cursor;
    }
  } catch {
    // Falls through to the one error for every broken cursor.
  }
  throw new InfrakitchenError('InputError', {
    code: 'invalid_cursor',
    message: 'The cursor does not belong to this list; start without one',
  });
}
