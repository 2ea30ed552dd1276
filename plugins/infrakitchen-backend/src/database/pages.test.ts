import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { createRandom } from '../__testUtils__/random';
import {
  containsPattern,
  parseFilters,
  parseIds,
  parseOrder,
  readPage,
  type PageOrder,
} from './pages';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

interface Row {
  id: string;
  name: string;
  created_at: number | string;
}

const orders: PageOrder[] = [
  { column: 'name', direction: 'asc' },
  { column: 'name', direction: 'desc' },
  { column: 'created_at', direction: 'asc' },
  { column: 'created_at', direction: 'desc' },
];

describe.each(databases.eachSupportedId())('readPage, %s', database => {
  let knex: Knex;
  const table = 'things';

  const page = (order: PageOrder, limit: number, cursor?: string) =>
    readPage<Row>(knex(table), { table, order, limit, cursor });

  beforeAll(async () => {
    knex = await databases.init(database);
    await knex.schema.createTable(table, t => {
      t.uuid('id').primary();
      t.string('name');
      t.bigInteger('created_at');
    });
    const random = createRandom(1);
    await knex(table).insert(
      Array.from({ length: 60 }, () => ({
        id: randomUUID(),
        // Few values, so that most rows tie.
        name: random.pick(['a', 'b', 'c%', "d'"]),
        created_at: 1_700_000_000_000 + random.int(0, 4),
      })),
    );
  });

  it.each(orders)('reads every row once by $column $direction', async order => {
    const whole: Row[] = await knex(table).orderBy([
      { column: order.column, order: order.direction },
      { column: 'id', order: order.direction },
    ]);
    for (const limit of [1, 7, 59, 60, 61]) {
      const rows: Row[] = [];
      let cursor: string | undefined;
      do {
        const next = await page(order, limit, cursor);
        expect(next.rows.length).toBeLessThanOrEqual(limit);
        rows.push(...next.rows);
        cursor = next.nextCursor;
      } while (cursor);
      expect(rows).toEqual(whole);
    }
  });

  it('goes on after rows that came and went meanwhile', async () => {
    const order = orders[0];
    const first = await page(order, 10);
    await knex(table).insert({ id: randomUUID(), name: 'A0', created_at: 1 });
    await knex(table).where('id', first.rows[9].id).delete();
    const second = await page(order, 10, first.nextCursor);
    expect(second.rows).toHaveLength(10);
    const known = new Set(first.rows.map(row => row.id));
    expect(second.rows.some(row => known.has(row.id))).toBe(false);
  });

  it('keeps the conditions of the query', async () => {
    const query = () => knex(table).whereIn('name', ['a', 'b']);
    const options = { table, order: orders[0], limit: 5 };
    const first = await readPage<Row>(query(), options);
    const second = await readPage<Row>(query(), {
      ...options,
      cursor: first.nextCursor,
    });
    const seen = [...first.rows, ...second.rows];
    expect(new Set(seen.map(row => row.id)).size).toBe(10);
    expect(seen.every(row => ['a', 'b'].includes(row.name))).toBe(true);
  });

  it('pages over numeric ids', async () => {
    await knex.schema.createTable('numbered', t => {
      t.increments('id');
      t.integer('revision');
    });
    await knex('numbered').insert(
      [1, 1, 2, 2, 3].map(revision => ({ revision })),
    );
    const order = { column: 'revision', direction: 'desc' as const };
    const revisions: number[] = [];
    let cursor: string | undefined;
    do {
      const next = await readPage<{ id: any; revision: number }>(
        knex('numbered'),
        { table: 'numbered', order, limit: 2, cursor },
      );
      revisions.push(...next.rows.map(row => row.revision));
      cursor = next.nextCursor;
    } while (cursor);
    expect(revisions).toEqual([3, 2, 2, 1, 1]);
  });

  const cursorOf = (content: unknown) =>
    Buffer.from(JSON.stringify(content)).toString('base64url');
  const id = '00000000-0000-4000-8000-000000000001';

  it.each([
    ['garbage', 'not a cursor'],
    ['nothing', cursorOf(null)],
    ['no order', cursorOf({ value: 1, id })],
    ['another order', cursorOf({ order: 'asc:name', value: 'a', id })],
    ['an object', cursorOf({ order: 'desc:created_at', value: {}, id })],
    ['no id', cursorOf({ order: 'desc:created_at', value: 1 })],
  ])('refuses a cursor that is or has %s', async (_, cursor) => {
    await expect(page(orders[3], 5, cursor)).rejects.toMatchObject({
      name: 'InputError',
      code: 'invalid_cursor',
    });
  });

  // SQLite compares values of any kind, and finds rows or none.
  const answers = [
    'invalid_cursor',
    ...(database === 'SQLITE_3' ? ['rows'] : []),
  ];

  it.each([
    ['no number', { value: 'x', id }],
    ['a number that is too large', { value: '9'.repeat(40), id }],
    ['no uuid', { value: 1, id: 'x' }],
    ['NUL', { value: 1, id: '\u0000' }],
  ])('survives a cursor with %s', async (_, content) => {
    const cursor = cursorOf({ order: 'desc:created_at', ...content });
    const answer = await page(orders[3], 5, cursor).then(
      () => 'rows',
      error => error.code,
    );
    expect(answers).toContain(answer);
  });
});

describe('parseOrder', () => {
  const fallback: PageOrder = { column: 'name', direction: 'asc' };

  it.each([
    [undefined, fallback],
    ['', fallback],
    ['name', { column: 'name', direction: 'asc' }],
    ['-name', { column: 'name', direction: 'desc' }],
    ['createdAt', { column: 'created_at', direction: 'asc' }],
    ['-updatedAt', { column: 'updated_at', direction: 'desc' }],
  ] as const)('reads %j', (text, expected) => {
    expect(parseOrder(text, fallback)).toEqual(expected);
  });

  it.each(['nam', '--name', 'constructor', '__proto__', 'name; drop'])(
    'refuses %j',
    text => {
      expect(() => parseOrder(text, fallback)).toThrow(
        expect.objectContaining({ code: 'unknown_order' }),
      );
    },
  );
});

describe('parseFilters', () => {
  const fields = ['state', 'ownerRef'] as const;

  it('collects values by field', () => {
    expect(
      parseFilters(['state=a', 'ownerRef=x=y', 'state=b', 'state='], fields),
    ).toEqual({ state: ['a', 'b', ''], ownerRef: ['x=y'] });
    expect(parseFilters(undefined, fields)).toEqual({});
    expect(parseFilters([], fields)).toEqual({});
  });

  it.each([
    '',
    'state',
    '=x',
    'State=x',
    'secret=x',
    '__proto__=x',
    'toString=x',
  ])('refuses %j', filter => {
    expect(() => parseFilters([filter], fields)).toThrow(
      expect.objectContaining({
        code: 'unknown_filter',
        message: expect.stringContaining('state, ownerRef'),
      }),
    );
  });
});

describe('parseIds', () => {
  const id = '00000000-0000-4000-8000-00000000000A';

  it('takes ids in any case', () => {
    expect(parseIds('parentId', [id])).toEqual([id.toLowerCase()]);
    expect(parseIds('parentId', undefined)).toBeUndefined();
  });

  it.each(['', 'x', `${id}0`, "' or 1=1"])('refuses %j', value => {
    expect(() => parseIds('parentId', [id, value])).toThrow(
      expect.objectContaining({ code: 'invalid_filter' }),
    );
  });
});

it.each([
  ['Net', '%net%'],
  ['100%', '%100\\%%'],
  ['a_b\\c', '%a\\_b\\\\c%'],
])('looks for %j with %j', (text, pattern) => {
  expect(containsPattern(text)).toBe(pattern);
});
