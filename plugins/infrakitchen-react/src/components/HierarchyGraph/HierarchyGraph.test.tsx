import { screen, within } from '@testing-library/react';
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
