import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Menu, MenuItem } from '@backstage/ui';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { HierarchyGraph } from './HierarchyGraph';
import { layoutInputOf, layoutTree } from './layout';

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

describe('HierarchyGraph', () => {
  it('offers the hierarchy as a list with links', async () => {
    renderInTestApp(
      <HierarchyGraph
        tree={tree}
        nodeHref={node => `/resources/${node.id}`}
        defaultView="list"
      />,
    );
    expect(await screen.findByRole('radio', { name: 'List' })).toBeChecked();
    const list = within(screen.getByRole('list', { name: 'Hierarchy' }));
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
          rootId: '',
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
    const list = within(await screen.findByRole('list', { name: 'Hierarchy' }));
    expect(list.getAllByRole('link', { name: 'b39' })).toHaveLength(2);
    expect(list.getAllByText('(see above)')).toHaveLength(76);
  });

  it('leaves the choice of the view to the page that makes it', async () => {
    renderInTestApp(
      <HierarchyGraph tree={tree} nodeHref={() => undefined} view="list" />,
    );
    expect(
      await screen.findByRole('list', { name: 'Hierarchy' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
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
