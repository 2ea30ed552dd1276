import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  Resource,
  Tree,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { actionsWith, aResource, renderPage } from '../../../__testUtils__';
import { ResourceGraph } from './ResourceGraph';

const tree: Tree = {
  rootId: 'account-1',
  truncated: false,
  nodes: [
    { id: 'account-1', name: 'acme', abstract: true },
    {
      id: 'resource-1',
      name: 'eu-net',
      abstract: false,
      state: 'provisioned',
      status: 'done',
    },
  ],
  edges: [{ parentId: 'account-1', childId: 'resource-1' }],
};

async function open(over: Partial<Resource> = {}) {
  const resource = aResource({ state: 'provisioned', status: 'done', ...over });
  const reload = jest.fn(async () => undefined);
  const api = {
    getResource: jest.fn(async () => resource),
    listResourceActions: jest.fn(async () => [
      ...actionsWith({ provision: 'It is provisioned already' }),
      { action: 'cascade-destroy' as const, allowed: true, reasons: [] },
    ]),
    previewApprovers: jest.fn(async () => []),
    actOnResource: jest.fn(async () => ({ run: { id: 'run-9' } })),
    getStateSummary: jest.fn(async () => ({
      ...{ objectCount: 1, holdingData: 0, moreTypes: 0 },
      types: [{ type: 'demo_network', count: 1 }],
    })),
  };
  renderPage(
    'resources',
    <ResourceGraph tree={tree} reload={reload} view="list" />,
    {
      api: api as any,
    },
  );
  const user = userEvent.setup();
  const button = await screen.findByRole('button', {
    name: 'Actions of eu-net',
  });
  expect(api.getResource).not.toHaveBeenCalled();
  await user.click(button);
  const menu = within(
    await screen.findByRole('menu', { name: 'Actions of eu-net' }),
  );
  await menu.findByRole('menuitem', { name: 'Dry run' });
  return { user, menu, api, reload };
}

describe('ResourceGraph', () => {
  it('leads to a resource, its runs and what could be below it', async () => {
    const { menu } = await open();
    const href = (name: string) =>
      menu.getByRole('menuitem', { name }).getAttribute('href');
    expect(href('Open')).toBe('/infrakitchen/resources/resource-1');
    expect(href('Run history')).toBe('/infrakitchen/resources/resource-1/runs');
    expect(href('Create child')).toBe(
      '/infrakitchen/resources/new?parent=resource-1',
    );
  }, 20_000);

  it('starts a run, and shows what comes of it', async () => {
    const { user, menu, api, reload } = await open();
    await user.click(menu.getByRole('menuitem', { name: 'Dry run' }));
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(api.actOnResource).toHaveBeenCalledWith('resource-1', 'dry-run', {
      revision: 7,
      reason: undefined,
    });
  }, 20_000);

  it('says why something is impossible, by keyboard too, and does nothing', async () => {
    const { user, menu, api } = await open({ state: 'provision' });
    const item = menu.getByRole('menuitem', {
      name: /Provision.*Not possible: It is provisioned already\./,
    });
    expect(item).not.toHaveAttribute('aria-disabled');
    await user.click(item);
    expect(api.actOnResource).not.toHaveBeenCalled();
    expect(
      menu.getByRole('menuitem', { name: /Create child.*provision it first/ }),
    ).not.toHaveAttribute('href');
  }, 20_000);

  it('asks before it destroys, as the page of the resource does', async () => {
    const { user, menu, api, reload } = await open();
    await user.click(menu.getByRole('menuitem', { name: 'Destroy' }));
    const dialog = within(await screen.findByRole('dialog'));
    const destroy = dialog.getByRole('button', { name: 'Destroy' });
    expect(destroy).toBeDisabled();
    expect(
      await dialog.findByText('1 object: 1 × demo_network'),
    ).toBeInTheDocument();
    expect(api.actOnResource).not.toHaveBeenCalled();
    await user.type(dialog.getByRole('textbox', { name: /eu-net/ }), 'eu-net');
    await user.click(destroy);
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(api.actOnResource).toHaveBeenCalledWith(
      'resource-1',
      'destroy',
      expect.objectContaining({ revision: 7 }),
    );
  }, 20_000);

  it('offers what goes over everything below', async () => {
    const { user, menu } = await open();
    await user.click(
      menu.getByRole('menuitem', { name: 'Destroy with all below' }),
    );
    expect(
      await screen.findByRole('dialog', {
        name: 'Destroy with all below: eu-net',
      }),
    ).toBeInTheDocument();
  }, 20_000);
});
