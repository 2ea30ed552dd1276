import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { renderPage } from '../../__testUtils__';
import { TemplatesRouter } from './TemplatesRouter';

const node = (id: string, more: Partial<Tree['nodes'][number]> = {}) => ({
  id,
  name: id,
  abstract: false,
  enabled: true,
  ...more,
});

const tree: Tree = {
  truncated: false,
  nodes: [
    node('account', { abstract: true }),
    node('network'),
    node('cluster', { enabled: false }),
  ],
  edges: [
    { parentId: 'account', childId: 'network' },
    { parentId: 'network', childId: 'cluster' },
  ],
  references: [
    {
      sourceId: 'network',
      targetId: 'cluster',
      uses: [{ output: 'network_id', variable: 'vpc' }],
    },
  ],
};

function open(view: string, answer: Tree = tree) {
  // Any other call fails, so this is all that the view asks for.
  const getTemplatesTree = jest.fn(async () => answer);
  const getAccess = jest.fn(async () => ({ canCreateTemplates: true } as any));
  renderPage('templates', <TemplatesRouter />, {
    path: `?view=${view}`,
    api: { getTemplatesTree, getAccess },
  });
  return { getTemplatesTree, user: userEvent.setup() };
}

/** Nothing has a size in these tests. */
class NoResizes implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

describe('TemplatesGraph', () => {
  beforeAll(() => {
    globalThis.ResizeObserver ??= NoResizes;
  });

  it('draws references between templates, with a switch and a legend', async () => {
    const { getTemplatesTree, user } = open('graph');
    const lines = within(await screen.findByRole('list', { name: 'Lines' }));
    expect(lines.getByText('Output feeds a variable')).toBeInTheDocument();
    const toggle = screen.getByRole('switch', { name: 'References' });
    expect(toggle).toBeChecked();
    await user.click(toggle);
    expect(
      lines.queryByText('Output feeds a variable'),
    ).not.toBeInTheDocument();
    expect(getTemplatesTree).toHaveBeenCalledTimes(1);
  });

  it('says in the tree what takes outputs of what, and leads to each', async () => {
    open('tree');
    expect(
      await screen.findByText('takes network_id → vpc of network'),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'cluster' })).toHaveAttribute(
      'href',
      '/infrakitchen/templates/cluster',
    );
  });

  it('says where templates are left out, and where there are none', async () => {
    open('tree', { ...tree, truncated: true });
    expect(
      await screen.findByText(
        'The hierarchy is large: only a part of it is shown',
      ),
    ).toBeInTheDocument();
  });

  it('says how to begin where there is none', async () => {
    open('graph', { truncated: false, nodes: [], edges: [] });
    expect(await screen.findByText('No templates yet')).toBeInTheDocument();
  });
});
