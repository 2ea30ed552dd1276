import type { ChangeAction, ObjectChange, Plan } from '../api';
import { comparePlans } from './compare';
import {
  describeSummary,
  isDestructive,
  isEmptyPlan,
  summarisePlan,
  sumSummaries,
} from './summary';

function change(
  address: string,
  action: ChangeAction,
  overrides: Partial<ObjectChange> = {},
): ObjectChange {
  const [type, name] = address.split('.');
  return { address, type, name, action, attributes: [], ...overrides };
}

/** `{ 'demo_bucket.a': 'create', 'output.id': 'update' }` as a plan. */
function plan(
  actions: Record<string, ChangeAction>,
  extra: ObjectChange[] = [],
) {
  const isOutput = ([address]: [string, ChangeAction]) =>
    address.startsWith('output.');
  const all = Object.entries(actions);
  const changes = [
    ...all
      .filter(item => !isOutput(item))
      .map(([a, action]) => change(a, action)),
    ...extra,
  ];
  const outputChanges: Plan['outputChanges'] = all
    .filter(isOutput)
    .map(([address, action]) => ({
      name: address.slice(7),
      action,
      sensitive: false,
    }));
  return { changes, outputChanges };
}

describe('summarisePlan', () => {
  it('counts each object once', () => {
    const { changes, outputChanges } = plan({
      'a.1': 'create',
      'a.2': 'create',
      'a.3': 'update',
      'a.4': 'delete',
      'a.5': 'replace',
      'a.6': 'read',
      'a.7': 'no-op',
      'output.x': 'create',
      'output.y': 'no-op',
    });
    expect(summarisePlan(changes, outputChanges)).toEqual({
      create: 2,
      update: 1,
      delete: 1,
      replace: 1,
      read: 1,
      outputs: 1,
    });
    expect(summarisePlan([])).toEqual({
      create: 0,
      update: 0,
      delete: 0,
      replace: 0,
      read: 0,
      outputs: 0,
    });
  });
});

it.each([
  [{}, 'no changes'],
  [{ create: 2, replace: 1 }, '2 to create, 1 to replace'],
  [{ update: 1, delete: 3, read: 1 }, '1 to update, 3 to delete, 1 to read'],
  [{ outputs: 1 }, '1 output to change'],
  [{ create: 1, outputs: 2 }, '1 to create, 2 outputs to change'],
])('describes %j', (counts, text) => {
  const none = summarisePlan([]);
  expect(describeSummary({ ...none, ...counts })).toBe(text);
});

it.each<[ChangeAction, boolean, boolean]>([
  ['create', false, false],
  ['update', false, false],
  ['delete', true, false],
  ['replace', true, false],
  ['read', false, true],
  ['no-op', false, true],
])('a plan of %s: destructive %s, empty %s', (action, destructive, empty) => {
  const subject = plan({ 'a.1': action });
  expect(isDestructive(subject)).toBe(destructive);
  expect(isEmptyPlan(subject)).toBe(empty);
});

it('takes outputs and moves for changes', () => {
  expect(isEmptyPlan(plan({}))).toBe(true);
  expect(isEmptyPlan(plan({ 'output.x': 'update' }))).toBe(false);
  expect(isEmptyPlan(plan({ 'output.x': 'no-op' }))).toBe(true);
  const moved = change('a.new', 'no-op', { previousAddress: 'a.old' });
  expect(isEmptyPlan(plan({}, [moved]))).toBe(false);
});

it('adds summaries up', () => {
  const one = {
    create: 1,
    update: 2,
    delete: 0,
    replace: 0,
    read: 1,
    outputs: 3,
  };
  expect(sumSummaries([one, one])).toEqual({
    create: 2,
    update: 4,
    delete: 0,
    replace: 0,
    read: 2,
    outputs: 6,
  });
  expect(sumSummaries([])).toEqual(summarisePlan([]));
});

describe('comparePlans', () => {
  const approved = {
    'a.1': 'create',
    'a.2': 'update',
    'a.3': 'delete',
    'output.x': 'create',
  } as const;

  it.each<[string, Record<string, ChangeAction>, string, string[], string[]]>([
    ['nothing', {}, 'none', ['a.1', 'a.2', 'a.3', 'output.x'], []],
    [
      'reading',
      { 'data.x': 'read', 'a.1': 'no-op' },
      'none',
      ['a.1', 'a.2', 'a.3', 'output.x'],
      [],
    ],
    ['everything', approved, 'all', [], ['a.1', 'a.2', 'a.3', 'output.x']],
    [
      'a part',
      { 'a.3': 'delete' },
      'part',
      ['a.1', 'a.2', 'output.x'],
      ['a.3'],
    ],
    [
      'outputs',
      { 'output.x': 'create' },
      'part',
      ['a.1', 'a.2', 'a.3'],
      ['output.x'],
    ],
    [
      'another action',
      { 'a.2': 'replace' },
      'other',
      ['a.1', 'a.3', 'output.x'],
      ['a.2'],
    ],
    [
      'a tainted object',
      { 'a.1': 'replace' },
      'other',
      ['a.2', 'a.3', 'output.x'],
      ['a.1'],
    ],
    [
      'everything and more',
      { ...approved, 'b.1': 'create' },
      'other',
      [],
      ['a.1', 'a.2', 'a.3', 'output.x'],
    ],
  ])('finds %s left', (_title, remaining, verdict, done, left) => {
    const result = comparePlans(plan(approved), plan(remaining));
    expect(result.remaining).toBe(verdict);
    expect(result.done.map(({ address }) => address)).toEqual(done);
    expect(result.left.map(({ address }) => address)).toEqual(left);
    expect(result.unexpected.length > 0).toBe(verdict === 'other');
  });

  it.each<[boolean, ChangeAction, string]>([
    [false, 'replace', 'all'],
    [false, 'create', 'part'],
    [false, 'delete', 'other'],
    [true, 'delete', 'part'],
    [true, 'create', 'other'],
  ])(
    'half a replacement (create before destroy: %s), %s left: %s',
    (createBeforeDestroy, action, verdict) => {
      const result = comparePlans(
        plan({}, [change('a.1', 'replace', { createBeforeDestroy })]),
        plan({ 'a.1': action }),
      );
      expect(result.remaining).toBe(verdict);
      expect(result.left).toEqual([{ address: 'a.1', action: 'replace' }]);
    },
  );

  it('finds nothing to do in two empty plans', () => {
    expect(comparePlans(plan({}), plan({}))).toEqual({
      remaining: 'none',
      done: [],
      left: [],
      unexpected: [],
    });
  });
});
