import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  emphasised,
  indexTree,
  neighbour,
  opened,
  reachedFrom,
  referenceText,
  visibleTree,
} from './graph';

type TreeNode = Tree['nodes'][number];

/** A diamond: `a` above `b` and `c`, both above `d`, which is above `e`. */
function diamond(overrides: Record<string, Partial<TreeNode>> = {}): Tree {
  return {
    rootId: 'a',
    truncated: false,
    nodes: ['a', 'b', 'c', 'd', 'e'].map(id => ({
      id,
      name: `node-${id}`,
      abstract: false,
      ...overrides[id],
    })),
    edges: [
      { parentId: 'a', childId: 'b' },
      { parentId: 'a', childId: 'c' },
      { parentId: 'b', childId: 'd' },
      { parentId: 'c', childId: 'd' },
      { parentId: 'd', childId: 'e' },
      { parentId: 'elsewhere', childId: 'a' },
    ],
  };
}

const tree = diamond();
const index = indexTree(tree);
const idsOf = ({ nodes }: Tree) => nodes.map(({ id }) => id).join('');

it('leaves out edges that lead elsewhere', () => {
  expect(index.tops).toEqual(['a']);
  expect(index.parentsOf.get('d')).toEqual(['b', 'c']);
});

it('finds what is above and below, also in a circle', () => {
  expect([...reachedFrom(index.parentsOf, 'd')].sort()).toEqual([
    'a',
    'b',
    'c',
  ]);
  expect([...reachedFrom(index.childrenOf, 'c')].sort()).toEqual(['d', 'e']);
  const circle = new Map([
    ['x', ['y']],
    ['y', ['x']],
  ]);
  expect([...reachedFrom(circle, 'x')]).toEqual(['y']);
});

it('opens what hides a node that is looked for, and no more', () => {
  const collapsed = new Set(['a', 'b', 'd']);
  expect([...opened(collapsed, index, ['b'])].sort()).toEqual(['b', 'd']);
  expect([...opened(collapsed, index, ['e'])]).toEqual([]);
  expect(opened(collapsed, index, [])).toEqual(collapsed);
});

it('hides references of what is hidden, and says what they are about', () => {
  const uses = [
    { output: 'id', variable: 'id' },
    { output: 'zone', variable: 'region' },
  ];
  const referring = {
    ...tree,
    references: [
      { sourceId: 'a', targetId: 'b', uses },
      { sourceId: 'b', targetId: 'e', uses },
    ],
  };
  const { references } = visibleTree(referring, index, new Set(['d']));
  expect(references!.map(({ targetId }) => targetId)).toEqual(['b']);
  expect(referenceText(references![0])).toBe('id, zone → region');
});

it.each([
  [[], 'abcde'],
  [['d'], 'abcd'],
  // The other way still leads there.
  [['b'], 'abcde'],
  [['b', 'c'], 'abc'],
  [['a'], 'a'],
])('collapsed %j shows %s', (collapsed, shown) => {
  expect(idsOf(visibleTree(tree, index, new Set(collapsed)))).toBe(shown);
});

it('draws no edge out of what is collapsed', () => {
  expect(visibleTree(tree, index, new Set(['b'])).edges).not.toContainEqual({
    parentId: 'b',
    childId: 'd',
  });
});

describe('emphasised', () => {
  const nothing = { search: '', filter: 'all', selected: undefined } as const;
  const marked = diamond({
    b: { status: 'error', templateName: 'Network' },
    c: { status: 'in_progress', staleInputs: true },
    e: { status: 'approval_pending' },
  });
  const found = (emphasis: object) => {
    const ids = emphasised(marked, indexTree(marked), {
      ...nothing,
      ...emphasis,
    });
    return ids && [...ids].sort().join('');
  };

  it.each([
    [{}, undefined],
    [{ selected: 'd' }, 'abcde'],
    [{ selected: 'b' }, 'abde'],
    [{ search: 'network' }, 'b'],
    [{ search: 'NODE-C', selected: 'a' }, 'c'],
    [{ search: 'nobody' }, ''],
    [{ filter: 'stale' }, 'c'],
    [{ filter: 'failed' }, 'b'],
    [{ filter: 'working' }, 'c'],
    [{ filter: 'waiting' }, 'e'],
    [{ filter: 'failed', search: 'node-c' }, ''],
  ])('%j: %s', (emphasis, ids) => {
    expect(found(emphasis)).toBe(ids);
  });
});

it.each([
  ['d', 'ArrowUp', 'b'],
  ['d', 'ArrowDown', 'e'],
  ['b', 'ArrowRight', 'c'],
  ['c', 'ArrowLeft', 'b'],
  ['b', 'ArrowLeft', undefined],
  ['a', 'ArrowUp', undefined],
  ['a', 'Enter', undefined],
])('from %s, %s leads to %s', (id, key, to) => {
  const visible = new Set(['a', 'b', 'c', 'd', 'e']);
  expect(neighbour(index, visible, id, key)).toBe(to);
});

it('does not lead to what is hidden', () => {
  expect(neighbour(index, new Set(['a', 'b']), 'b', 'ArrowDown')).toBe(
    undefined,
  );
});
