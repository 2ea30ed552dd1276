import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { Menu, MenuItem } from '@backstage/ui';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { HierarchyList } from './HierarchyList';
import { initialHierarchyView } from './viewState';

const node = (id: string) => ({ id, name: id, abstract: false });
const edge = (parentId: string, childId: string) => ({ parentId, childId });

const small: Tree = {
  rootId: 'net-eu',
  truncated: false,
  nodes: ['acme', 'net-eu', 'net-us', 'web', 'both'].map(node),
  edges: [
    edge('acme', 'net-eu'),
    edge('acme', 'net-us'),
    edge('net-eu', 'both'),
    edge('net-us', 'both'),
    edge('both', 'web'),
  ],
};

/** An account with regions, each with as many resources. */
function large(regions: number, each: number): Tree {
  const ids = Array.from({ length: regions }, (_, i) => `region-${i}`);
  const below = ids.flatMap(parent =>
    Array.from({ length: each }, (_, i) => ({ parent, id: `${parent}-${i}` })),
  );
  return {
    rootId: 'acme',
    truncated: false,
    nodes: ['acme', ...ids, ...below.map(({ id }) => id)].map(node),
    edges: [
      ...ids.map(id => edge('acme', id)),
      ...below.map(({ parent, id }) => edge(parent, id)),
    ],
  };
}

function Page(props: { tree: Tree; menu?: boolean }) {
  const [state, setState] = useState(initialHierarchyView);
  return (
    <>
      <HierarchyList
        tree={props.tree}
        nodeHref={({ id }) => `/resources/${id}`}
        menu={
          props.menu
            ? ({ name }) => (
                <Menu>
                  <MenuItem>Open {name}</MenuItem>
                </Menu>
              )
            : undefined
        }
        state={state}
        onStateChange={change => setState(old => ({ ...old, ...change }))}
      />
      <button>after</button>
    </>
  );
}

async function open(tree: Tree, menu?: boolean) {
  const user = userEvent.setup();
  renderInTestApp(<Page tree={tree} menu={menu} />);
  const list = await screen.findByRole('tree', { name: 'Hierarchy' });
  const names = () =>
    within(list)
      .queryAllByRole('treeitem')
      .map(row => row.dataset.row?.split('/').pop());
  const focused = () =>
    (document.activeElement as HTMLElement | null)?.dataset.row;
  const press = async (keys: string) => {
    await user.keyboard(keys);
  };
  /** Where the Tab key leads. */
  const stop = () =>
    within(list)
      .getAllByRole('treeitem')
      .filter(({ tabIndex }) => tabIndex === 0);
  return { user, list, names, focused, press, stop };
}

describe('HierarchyList', () => {
  it('is a tree whose rows say where they stand', async () => {
    const { list, stop } = await open(small);
    const item = (name: string) =>
      within(list).getAllByRole('treeitem', { name: new RegExp(`^${name}`) });
    expect(item('acme')[0]).toHaveAttribute('aria-level', '1');
    expect(item('acme')[0]).toHaveAttribute('aria-expanded', 'true');
    expect(item('net-us')[0]).toHaveAttribute('aria-level', '2');
    expect(item('net-us')[0]).toHaveAttribute('aria-posinset', '2');
    expect(item('net-us')[0]).toHaveAttribute('aria-setsize', '2');
    const [first, again] = item('both');
    expect(first).toHaveAttribute('aria-expanded', 'true');
    expect(again).not.toHaveAttribute('aria-expanded');
    expect(again).toHaveTextContent('(see above)');
    expect(item('net-eu')[0]).toHaveAttribute('aria-current', 'true');
    // The page is about it, so the Tab key leads there, and nowhere else.
    expect(stop()).toEqual(item('net-eu'));
  });

  it('is walked, folded and left by the keyboard', async () => {
    const { user, names, focused, press, stop } = await open(small, true);
    act(() => stop()[0].focus());
    expect(focused()).toBe('acme/net-eu');
    await press('{ArrowUp}');
    expect(focused()).toBe('/acme');
    await press('{ArrowDown}{ArrowRight}');
    expect(focused()).toBe('net-eu/both');
    await press('{ArrowLeft}');
    expect(names()).toEqual(['acme', 'net-eu', 'both', 'net-us', 'both']);
    await press('{ArrowLeft}');
    expect(focused()).toBe('acme/net-eu');
    // What is folded above is open further down by then.
    await press('{ArrowLeft}');
    expect(names()).toEqual(['acme', 'net-eu', 'net-us', 'both']);
    await press('{ArrowRight}{End}');
    expect(focused()).toBe('net-us/both');
    await press('{Home}n');
    expect(focused()).toBe('acme/net-eu');
    await press('et-u');
    expect(focused()).toBe('acme/net-us');

    // The menu of the row, and on out of the tree.
    await user.tab();
    expect(document.activeElement).toHaveAccessibleName('Actions of net-us');
    await press('{ArrowLeft}');
    expect(focused()).toBe('acme/net-us');
    await user.tab();
    await user.tab();
    expect(document.activeElement).toHaveTextContent('after');
    await user.tab({ shift: true });
    await user.tab({ shift: true });
    expect(focused()).toBe('acme/net-us');
  });

  it('follows the link of a row by Enter', async () => {
    const { press, list, stop } = await open(small);
    act(() => stop()[0].focus());
    const followed = jest.fn((event: Event) => event.preventDefault());
    within(list)
      .getByRole('link', { name: 'net-us' })
      .addEventListener('click', followed);
    await press('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
    expect(followed).toHaveBeenCalledTimes(1);
  });

  it('leaves what is found with what is above it, and goes to the next', async () => {
    const { user, names, focused, list } = await open(small);
    const search = screen.getByRole('searchbox', {
      name: 'Find in the hierarchy',
    });
    await user.type(search, 'NET');
    await waitFor(() => expect(names()).toEqual(['acme', 'net-eu', 'net-us']));
    expect(screen.getByText('2 found')).toBeInTheDocument();
    await user.keyboard('{Enter}');
    expect(focused()).toBe('acme/net-us');
    await user.clear(search);
    await user.type(search, 'nowhere');
    expect(
      await screen.findByText('Nothing in the hierarchy is like that'),
    ).toBeInTheDocument();
    expect(list).not.toBeInTheDocument();
  });

  it('draws of 2,000 rows no more than are seen, and the one with the focus', async () => {
    // As in a browser; nothing has a size in these tests otherwise.
    const sizes = [
      jest.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400),
      jest
        .spyOn(HTMLElement.prototype, 'offsetHeight', 'get')
        .mockReturnValue(36),
    ];
    try {
      const { user, list, focused, press, stop } = await open(large(40, 50));
      const drawn = () => within(list).queryAllByRole('treeitem').length;
      expect(drawn()).toBeGreaterThan(10);
      expect(drawn()).toBeLessThan(100);
      act(() => stop()[0].focus());
      await press('{End}');
      expect(focused()).toBe('region-39/region-39-49');
      expect(drawn()).toBeLessThan(100);
      await press('{ArrowUp}');
      expect(focused()).toBe('region-39/region-39-48');
      await press('{Home}{ArrowDown}');
      expect(focused()).toBe('acme/region-0');
      await user.type(
        screen.getByRole('searchbox', { name: 'Find in the hierarchy' }),
        'region-27-31{Enter}',
      );
      expect(focused()).toBe('region-27/region-27-31');
    } finally {
      sizes.forEach(size => size.mockRestore());
    }
  });
});
