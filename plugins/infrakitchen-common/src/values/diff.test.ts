import { diffValues, type EditableFields } from './diff';
import { entries } from './testFixtures';

function fields(parts: Partial<EditableFields> = {}): EditableFields {
  return { values: {}, tags: [], configs: [], ...parts };
}

it('finds nothing between equal fields, whatever their order', () => {
  expect(
    diffValues(
      fields({
        versionId: 'v',
        values: { a: { x: 1, y: 2 } },
        tags: entries({ a: '1', b: '2' }),
      }),
      fields({
        versionId: 'v',
        values: { a: { y: 2, x: 1 } },
        tags: entries({ b: '2', a: '1' }),
      }),
      [],
    ),
  ).toEqual([]);
});

it('tells what was added, changed and removed', () => {
  expect(
    diffValues(
      fields({
        versionId: 'v1',
        values: { kept: 1, changed: [1], removed: false, nulled: 1 },
        tags: entries({ team: 'a' }),
        configs: entries({ region: 'eu' }),
      }),
      fields({
        versionId: 'v2',
        values: { kept: 1, changed: [1, 2], added: 'x', nulled: null },
        tags: entries({ team: 'b' }),
        configs: [],
      }),
      [],
    ),
  ).toEqual([
    { field: 'versionId', sensitive: false, before: 'v1', after: 'v2' },
    { field: 'values.added', sensitive: false, after: 'x' },
    { field: 'values.changed', sensitive: false, before: [1], after: [1, 2] },
    { field: 'values.nulled', sensitive: false, before: 1, after: null },
    { field: 'values.removed', sensitive: false, before: false },
    { field: 'tags.team', sensitive: false, before: 'a', after: 'b' },
    { field: 'configs.region', sensitive: false, before: 'eu' },
  ]);
});

it('compares sensitive values without telling them', () => {
  const changes = diffValues(
    fields({ values: { changed: 'old', kept: 'same', removed: 'old' } }),
    fields({ values: { changed: 'new', kept: 'same', added: 'new' } }),
    ['changed', 'kept', 'removed', 'added'],
  );
  expect(changes).toEqual(
    ['added', 'changed', 'removed'].map(name => ({
      field: `values.${name}`,
      sensitive: true,
    })),
  );
});

it('shows the mark of entries that children do not inherit', () => {
  expect(
    diffValues(
      fields({ tags: [{ name: 'a', value: 'x' }] }),
      fields({ tags: [{ name: 'a', value: 'x', inheritedByChildren: false }] }),
      [],
    ),
  ).toEqual([
    {
      field: 'tags.a',
      sensitive: false,
      before: { value: 'x', inheritedByChildren: true },
      after: { value: 'x', inheritedByChildren: false },
    },
  ]);
  expect(
    diffValues(
      fields({ tags: [{ name: 'a', value: 'x' }] }),
      fields({ tags: entries({ a: 'x' }) }),
      [],
    ),
  ).toEqual([]);
});

it('is not confused by hostile names', () => {
  expect(
    diffValues(
      fields(),
      fields({
        values: JSON.parse('{"__proto__":1}'),
        tags: [{ name: '__proto__', value: 't' }],
      }),
      [],
    ).map(({ field }) => field),
  ).toEqual(['values.__proto__', 'tags.__proto__']);
  expect(
    diffValues(fields(), fields({ values: { constructor: 1 } }), []),
  ).toEqual([{ field: 'values.constructor', sensitive: false, after: 1 }]);
});
