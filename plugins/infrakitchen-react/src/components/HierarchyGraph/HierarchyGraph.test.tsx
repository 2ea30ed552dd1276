import { useState } from 'react';
import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Menu, MenuItem } from '@backstage/ui';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { HierarchyCanvas } from './HierarchyCanvas';
import { HierarchyGraph } from './HierarchyGraph';
import { layoutInputOf, layoutTree } from './layout';
import { initialHierarchyView, type HierarchyViewState } from './viewState';

const tree: Tree = {
  rootId: 'network',
  truncated: false,
  nodes: [
    { id: 'account', name: 'acme', abstract: true, templateName: 'account' },
    {
      id: 'network',
      name: 'eu-net',
      abstract: false,
      state: 'provisioned',
      status: 'done',
    },
    {
      id: 'cluster',
      name: 'eu-cluster',
      abstract: false,
      state: 'provisioned',
      status: 'done',
      staleInputs: true,
    },
  ],
  edges: [
    { parentId: 'account', childId: 'network' },
    { parentId: 'network', childId: 'cluster' },
  ],
};

/** Nothing has a size in these tests. */
class NoResizes implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

describe('HierarchyGraph', () => {
  beforeAll(() => {
    window.ResizeObserver ??= NoResizes;
  });

  it('offers the hierarchy as a list with links', async () => {
    renderInTestApp(
      <HierarchyGraph
        tree={tree}
        nodeHref={node => `/resources/${node.id}`}
        defaultView="list"
      />,
    );
    expect(await screen.findByRole('radio', { name: 'List' })).toBeChecked();
    const list = within(screen.getByRole('tree', { name: 'Hierarchy' }));
    expect(list.getByRole('link', { name: 'acme' })).toHaveAttribute(
      'href',
      '/resources/account',
    );
    expect(list.getByRole('link', { name: 'eu-cluster' })).toBeInTheDocument();
    expect(
      list.queryByRole('link', { name: 'eu-net' }),
    ).not.toBeInTheDocument();
    expect(list.getByText('stale inputs')).toBeInTheDocument();
  });

  it('opens the menu of a node by its button and by the context menu key', async () => {
    const menu = jest.fn((node: Tree['nodes'][number]) => (
      <Menu>
        <MenuItem>Open {node.name}</MenuItem>
      </Menu>
    ));
    renderInTestApp(
      <HierarchyGraph
        tree={tree}
        nodeHref={node => `/resources/${node.id}`}
        menu={menu}
        view="list"
      />,
    );
    const user = userEvent.setup();
    const link = await screen.findByRole('link', { name: 'eu-cluster' });
    // Thousands of nodes have menus that nobody opens.
    expect(menu).not.toHaveBeenCalled();
    screen.getByRole('button', { name: 'Actions of acme' }).focus();
    await user.keyboard('{Enter}');
    expect(
      await screen.findByRole('menuitem', { name: 'Open acme' }),
    ).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).not.toBeInTheDocument();
    fireEvent.contextMenu(link);
    expect(
      await screen.findByRole('menuitem', { name: 'Open eu-cluster' }),
    ).toBeInTheDocument();
  });

  it('says in the list what takes outputs of what', async () => {
    const references = [
      {
        sourceId: 'network',
        targetId: 'cluster',
        uses: [{ output: 'network_id', variable: 'vpc' }],
      },
    ];
    renderInTestApp(
      <HierarchyGraph
        tree={{ ...tree, references }}
        nodeHref={() => undefined}
        view="list"
      />,
    );
    expect(
      await screen.findByText('takes network_id → vpc of eu-net'),
    ).toBeInTheDocument();
  });

  it('opens what is below several only once', async () => {
    const levels = Array.from({ length: 40 }, (_, level) => level);
    const node = (id: string) => ({ id, name: id, abstract: false });
    renderInTestApp(
      <HierarchyGraph
        tree={{
          truncated: false,
          nodes: levels.flatMap(level => [
            node(`a${level}`),
            node(`b${level}`),
          ]),
          edges: levels.slice(1).flatMap(level =>
            ['a', 'b'].flatMap(child =>
              ['a', 'b'].map(parent => ({
                parentId: `${parent}${level - 1}`,
                childId: `${child}${level}`,
              })),
            ),
          ),
        }}
        nodeHref={({ id }) => `/resources/${id}`}
        view="list"
      />,
    );
    const list = within(await screen.findByRole('tree', { name: 'Hierarchy' }));
    expect(list.getAllByRole('link', { name: 'b39' })).toHaveLength(2);
    expect(list.getAllByText('(see above)')).toHaveLength(76);
  });

  it('leaves the choice of the view to the page that makes it', async () => {
    renderInTestApp(
      <HierarchyGraph tree={tree} nodeHref={() => undefined} view="list" />,
    );
    expect(
      await screen.findByRole('tree', { name: 'Hierarchy' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
  });

  it('shows what its page keeps, and finds what is folded away', async () => {
    const user = userEvent.setup();
    const kept = jest.fn();
    function Page() {
      const [state, setState] = useState<HierarchyViewState>({
        ...initialHierarchyView,
        folded: true,
        toggled: ['account'],
        // Was there when the address was shared.
        selected: 'gone',
      });
      kept(state);
      return (
        <HierarchyCanvas
          tree={tree}
          nodeHref={node => `/resources/${node.id}`}
          colorMode="light"
          state={state}
          onStateChange={change => setState(old => ({ ...old, ...change }))}
        />
      );
    }
    renderInTestApp(<Page />);
    const graph = within(
      await screen.findByRole('region', { name: 'Hierarchy graph' }),
    );
    expect(graph.getByText('eu-net')).toBeInTheDocument();
    expect(graph.queryByText('eu-cluster')).not.toBeInTheDocument();

    await user.type(
      screen.getByRole('searchbox', { name: 'Find in the hierarchy' }),
      'clus',
    );
    expect(await graph.findByText('eu-cluster')).toBeInTheDocument();
    expect(screen.getByText('1 found')).toBeInTheDocument();
    expect(kept).toHaveBeenLastCalledWith(
      expect.objectContaining({ search: 'clus', toggled: ['account'] }),
    );

    await user.clear(
      screen.getByRole('searchbox', { name: 'Find in the hierarchy' }),
    );
    expect(graph.queryByText('eu-cluster')).not.toBeInTheDocument();
    await user.click(graph.getByRole('button', { name: 'Expand eu-net' }));
    expect(await graph.findByText('eu-cluster')).toBeInTheDocument();
    expect(kept).toHaveBeenLastCalledWith(
      expect.objectContaining({ toggled: ['account', 'network'] }),
    );
  });

  it('places parents above children', () => {
    const positions = layoutTree(layoutInputOf(tree));
    expect(positions.get('account')!.y).toBeLessThan(
      positions.get('network')!.y,
    );
    expect(positions.get('network')!.y).toBeLessThan(
      positions.get('cluster')!.y,
    );
  });
});
