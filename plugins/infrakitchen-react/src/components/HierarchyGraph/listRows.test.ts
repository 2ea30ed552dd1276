import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { indexTree } from './graph';
import { findTyped, listRows, moveInList } from './listRows';

const node = (id: string) => ({ id, name: id, abstract: false });

function treeOf(edges: string[]): Tree {
  const pairs = edges.map(text => text.split('>'));
  return {
    truncated: false,
    nodes: [...new Set(pairs.flat())].map(node),
    edges: pairs
      .filter(([, childId]) => childId)
      .map(([parentId, childId]) => ({ parentId, childId })),
  };
}

const rowsOf = (tree: Tree, collapsed: string[] = [], only?: string[]) =>
  listRows(tree, indexTree(tree), new Set(collapsed), only && new Set(only));

describe('listRows', () => {
  const diamond = treeOf(['a>b', 'a>c', 'b>d', 'c>d', 'd>e', 'z']);

  it('opens what several are above of once', () => {
    expect(
      rowsOf(diamond).map(
        ({ key, level, isRepeated }) =>
          `${level} ${key}${isRepeated ? ' again' : ''}`,
      ),
    ).toEqual([
      '1 /a',
      '2 a/b',
      '3 b/d',
      '4 d/e',
      '2 a/c',
      '3 c/d again',
      '1 /z',
    ]);
  });

  it('opens it further down where it is folded away above', () => {
    expect(rowsOf(diamond, ['b']).map(({ key }) => key)).toEqual([
      '/a',
      'a/b',
      'a/c',
      'c/d',
      'd/e',
      '/z',
    ]);
  });

  it('leaves what is looked for with what is above it', () => {
    const rows = rowsOf(diamond, [], ['c']);
    expect(rows.map(({ key }) => key)).toEqual(['/a', 'a/c']);
    expect(rows[1]).toMatchObject({ position: 1, siblings: 1 });
    expect(rows[1].isExpanded).toBeUndefined();
  });

  it('ends where nodes are above each other in a circle', () => {
    expect(rowsOf(treeOf(['top>a', 'a>b', 'b>a'])).length).toBeLessThan(6);
  });

  it('is quick with thousands of nodes that have many parents', () => {
    const wide = treeOf(
      Array.from({ length: 2_000 }, (_, i) =>
        Array.from({ length: 5 }, (__, j) => `p${(i + j) % 50}>c${i}`),
      ).flat(),
    );
    const begun = performance.now();
    expect(rowsOf(wide)).toHaveLength(50 + 10_000);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('goes nowhere where there is nothing', () => {
    const rows = rowsOf(diamond);
    expect(moveInList(rows, 0, 'ArrowUp')).toBeUndefined();
    expect(moveInList(rows, rows.length - 1, 'ArrowDown')).toBeUndefined();
    expect(moveInList(rows, 3, 'ArrowRight')).toBeUndefined();
    expect(moveInList(rows, 6, 'ArrowLeft')).toBeUndefined();
    expect(moveInList(rows, 3, 'ArrowLeft')).toEqual({ to: 2 });
    expect(moveInList(rows, 1, 'ArrowLeft')).toEqual({ toggle: 'b' });
    expect(findTyped(rows, 0, 'x')).toBeUndefined();
    expect(findTyped(rows, 6, 'A')).toBe(0);
  });
});
