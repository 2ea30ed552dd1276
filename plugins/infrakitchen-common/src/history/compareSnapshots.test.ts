import { compareSnapshots, visibleSnapshot } from './compareSnapshots';

const snapshot = {
  name: 'orders',
  revision: 1,
  description: 'Orders',
  labels: ['b', 'a'],
  values: { size: 1, rules: { deep: [1] } },
  sensitiveVariables: ['password'],
  sensitiveDigests: { password: 'k:1' },
  tags: [
    { name: 'env', value: 'prod', inheritedByChildren: true },
    { name: 'team', value: 'core', inheritedByChildren: false },
  ],
  configs: [],
};

it('finds nothing where nothing differs, whatever the order', () => {
  expect(
    compareSnapshots(snapshot, {
      ...snapshot,
      revision: 9,
      labels: ['a', 'b'],
      values: { rules: { deep: [1] }, size: 1 },
      tags: [...snapshot.tags].reverse(),
    }),
  ).toEqual([]);
});

it('names each value, tag and config that differs', () => {
  expect(
    compareSnapshots(snapshot, {
      ...snapshot,
      description: undefined,
      labels: ['a'],
      values: { size: null, more: true },
      tags: [
        { name: 'env', value: 'test', inheritedByChildren: true },
        { name: 'team', value: 'core', inheritedByChildren: true },
      ],
      configs: [{ name: 'region', value: 'eu', inheritedByChildren: true }],
    }),
  ).toEqual([
    { field: 'configs.region', sensitive: false, after: 'eu' },
    { field: 'description', sensitive: false, before: 'Orders' },
    { field: 'labels', sensitive: false, before: ['a', 'b'], after: ['a'] },
    { field: 'tags.env', sensitive: false, before: 'prod', after: 'test' },
    {
      field: 'tags.team',
      sensitive: false,
      before: { value: 'core', inheritedByChildren: false },
      after: 'core',
    },
    { field: 'values.more', sensitive: false, after: true },
    { field: 'values.rules', sensitive: false, before: { deep: [1] } },
    { field: 'values.size', sensitive: false, before: 1, after: null },
  ]);
});

it.each([
  ['changed', { sensitiveDigests: { password: 'k:2' } }],
  ['taken away', { sensitiveVariables: [], sensitiveDigests: {} }],
  ['put into clear', { values: { ...snapshot.values, password: 'x' } }],
])('says of a secret only that it was %s', (_, changes) => {
  const hidden = [{ field: 'values.password', sensitive: true }];
  expect(compareSnapshots(snapshot, { ...snapshot, ...changes })).toEqual(
    hidden,
  );
  expect(compareSnapshots({ ...snapshot, ...changes }, snapshot)).toEqual(
    hidden,
  );
});

it('knows names from the prototype as any other', () => {
  expect(
    compareSnapshots(
      { values: JSON.parse('{"constructor": 1}'), sensitiveVariables: [] },
      { values: {}, sensitiveVariables: ['toString'], sensitiveDigests: {} },
    ),
  ).toEqual([
    { field: 'values.constructor', sensitive: false, before: 1 },
    { field: 'values.toString', sensitive: true },
  ]);
});

it('tells what a pending change would do, and the members of rules', () => {
  expect(
    compareSnapshots(
      { conventions: { requiredTags: [] }, variableRules: {} },
      {
        conventions: { requiredTags: ['env'], namePattern: 'a' },
        variableRules: { size: { minimum: 1 } },
        pendingChange: [
          { field: 'values.size', sensitive: false, before: 1, after: 2 },
          { field: 'values.password', sensitive: true },
        ],
      },
    ).map(({ field, after }) => [field, after]),
  ).toEqual([
    ['conventions.namePattern', 'a'],
    ['conventions.requiredTags', ['env']],
    ['pendingChange.values.password', null],
    ['pendingChange.values.size', 2],
    ['variableRules.size', { minimum: 1 }],
  ]);
});

it('shows a snapshot without what secrets can be tried against', () => {
  const { sensitiveDigests, ...visible } = snapshot;
  expect(visibleSnapshot(snapshot)).toEqual(visible);
});

it('hides what was in clear and is sensitive by now', () => {
  const before = { values: { a: 1, size: 1 }, sensitiveVariables: ['z'] };
  const after = {
    values: { a: 2, size: 2 },
    sensitiveVariables: ['z'],
    pendingChange: [{ field: 'values.a', sensitive: false, after: 3 }],
  };
  expect(compareSnapshots(before, after, ['a'])).toEqual([
    { field: 'pendingChange.values.a', sensitive: true },
    { field: 'values.a', sensitive: true },
    { field: 'values.size', sensitive: false, before: 1, after: 2 },
  ]);
  expect(visibleSnapshot(after, ['a', 'absent'])).toEqual({
    values: { size: 2 },
    sensitiveVariables: ['a', 'z'],
    pendingChange: [{ field: 'values.a', sensitive: true }],
  });
});
