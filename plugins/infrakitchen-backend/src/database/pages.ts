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
  id: string | number;
}

/** What PostgreSQL says to a value that does not fit the type of its column. */
const UNFIT = new Set(['22P02', '22003', '22007', '22008', '22021']);

/**
 * Reads one page after a cursor. The query must already have its conditions.
 *
 * @throws InputError `invalid_cursor` for a cursor of another order or garbage.
 */
export async function readPage<T extends { id: string | number }>(
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
    // As one row, so that the index is entered at the cursor: with `or` a
    // database walks to it from the first row, on every page.
    query.whereRaw(`(??, ??) ${operator} (?, ?)`, [
      column,
      id,
      after.value,
      after.id,
    ]);
  }
  const rows: T[] = await query
    .orderBy(column, order.direction)
    .orderBy(id, order.direction)
    .limit(limit + 1)
    .catch(error => {
      throw after && UNFIT.has(error.code) ? invalidCursor() : error;
    });
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

const columns = new Map([
  ['name', 'name'],
  ['createdAt', 'created_at'],
  ['updatedAt', 'updated_at'],
]);

/**
 * Parses `name` or `-name`.
 *
 * @throws InputError `unknown_order`
 */
export function parseOrder(
  orderBy: string | undefined,
  fallback: PageOrder,
): PageOrder {
  if (!orderBy) {
    return fallback;
  }
  const descending = orderBy.startsWith('-');
  const field = descending ? orderBy.slice(1) : orderBy;
  const column = columns.get(field);
  if (!column) {
    throw new InfrakitchenError('InputError', {
      code: 'unknown_order',
      message: `'${orderBy}' is not an order; use one of ${[
        ...columns.keys(),
      ].join(', ')}, with a '-' in front for descending`,
    });
  }
  return {
    column,
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

/**
 * Refuses a value that a filter can never have: a misspelt one would look like
 * an empty list.
 *
 * @throws InputError `invalid_filter`
 */
export function assertChoices<TField extends string>(
  filters: Partial<Record<TField, string[]>>,
  choices: Partial<Record<TField, readonly string[]>>,
): void {
  for (const [field, values] of Object.entries<readonly string[] | undefined>(
    choices,
  )) {
    const wrong = filters[field as TField]?.find(
      value => !values!.includes(value),
    );
    if (wrong !== undefined) {
      throw new InfrakitchenError('InputError', {
        code: 'invalid_filter',
        message: `The filter cannot be used: ${field} is ${values!.join(
          ' or ',
        )}, not '${wrong}'`,
        culprits: [{ kind: 'field', name: 'filter' }],
      });
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text can be compared with an id at all. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/**
 * Ids of a filter. PostgreSQL refuses to compare an id with any other text.
 *
 * @throws InputError `invalid_filter`
 */
export function parseIds(
  field: string,
  values: string[] | undefined,
): string[] | undefined {
  const wrong = values?.find(value => !isId(value));
  if (wrong !== undefined) {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_filter',
      message: `The filter cannot be used: '${wrong}' is no id for ${field}`,
      culprits: [{ kind: 'field', name: 'filter' }],
    });
  }
  return values?.map(value => value.toLowerCase());
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
      ['string', 'number'].includes(typeof cursor.id) &&
      ['string', 'number'].includes(typeof cursor.value)
    ) {
      return cursor as Cursor;
    }
  } catch {
    // Falls through to the one error for every broken cursor.
  }
  throw invalidCursor();
}

/** The error for a cursor that was not made for a list. */
export function invalidCursor(): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'invalid_cursor',
    message: 'The cursor does not belong to this list; start without one',
  });
}
