import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ResourceSummary } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  anApproval,
  anEntity,
  aResource,
  aRun,
  renderEntity,
} from '../../__testUtils__';
import { EntityInfrakitchenCard } from './EntityInfrakitchenCard';
import { EntityInfrakitchenContent } from './EntityInfrakitchenContent';

const core = anEntity('Resource', {
  metadata: {
    name: 'network.core',
    annotations: { 'infrakitchen.io/resource-id': 'id-core' },
  },
});
const shop = anEntity('Component', {
  annotations: { 'infrakitchen.io/resources': 'network/core, bucket/gone, ?' },
  relations: [
    { type: 'ownedBy', targetRef: 'group:default/team' },
    { type: 'partOf', targetRef: 'system:default/store' },
    { type: 'dependsOn', targetRef: 'resource:default/bucket.gone' },
    { type: 'dependsOn', targetRef: 'resource:default/network.core' },
  ],
});
const team = anEntity('Group');

const summary = (over: Partial<ResourceSummary> = {}): ResourceSummary => ({
  total: 3,
  staleInputs: 0,
  drifted: 0,
  counts: [{ state: 'provisioned', status: 'done', count: 3 }],
  ...over,
});

/** A backend with three resources, of which some are not well. */
const backend = (over: Partial<ResourceSummary> = {}) => ({
  getResourceSummary: jest.fn(async () => summary(over)),
  listResources: jest.fn(async () => ({
    items: [aResource()],
    totalItems: 1,
  })),
  listApprovals: jest.fn(async () => ({
    items: [
      { run: aRun({ state: 'awaiting_approval' }), approval: anApproval() },
    ],
  })),
  listTemplates: async () => ({ items: [], totalItems: 0 }),
});

const tile = (name: RegExp) =>
  within(screen.getByRole('list', { name: 'Health' })).getByRole('link', {
    name,
  });

describe('what a component has', () => {
  it('is shown with its health, what waits, and the list, with one request each', async () => {
    const api = backend({
      total: 9,
      staleInputs: 2,
      drifted: 1,
      counts: [
        { state: 'provision', status: 'error', count: 2 },
        { state: 'provisioned', status: 'error', count: 1 },
        { state: 'provisioned', status: 'unknown', count: 1 },
        { state: 'provisioned', status: 'approval_pending', count: 1 },
        { state: 'provisioned', status: 'done', count: 4 },
      ],
    });
    renderEntity(<EntityInfrakitchenContent />, {
      entity: shop,
      api,
      catalog: [core],
    });
    await screen.findByRole('list', { name: 'Health' });
    expect(tile(/Resources/)).toHaveTextContent(/^9Resources$/);
    expect(tile(/Failed/)).toHaveTextContent('3');
    expect(tile(/Failed/)).toHaveAttribute(
      'href',
      expect.stringContaining('?status=error'),
    );
    expect(tile(/Outcome unknown/)).toHaveTextContent('1');
    expect(tile(/Wait for approval/)).toHaveTextContent('1');
    expect(tile(/Stale inputs/)).toHaveTextContent('2');
    expect(tile(/Drifted/)).toHaveTextContent('1');

    const filter = ['relatedTo=resource:id-core', 'living=true'];
    expect(api.getResourceSummary).toHaveBeenCalledWith(
      { filter },
      expect.anything(),
    );
    const plans = within(
      await screen.findByRole('list', { name: 'Plans that wait' }),
    );
    expect(plans.getByText('Provision of eu-net')).toBeInTheDocument();
    expect(api.listApprovals).toHaveBeenCalledWith(
      { waiting: 'all', filter, limit: 3 },
      expect.anything(),
    );
    const list = within(screen.getByRole('region', { name: 'Resources' }));
    expect(await list.findByRole('link', { name: 'eu-net' })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/resource-1',
    );
    expect(screen.getByText('Not in the catalog: “bucket.gone”')).toBeVisible();
    expect(
      screen.getByText(/infrakitchen.io\/resources names nothing with “\?”/),
    ).toBeVisible();
  }, 20_000);

  it('keeps to it where the list is filtered by the address', async () => {
    const api = backend();
    renderEntity(<EntityInfrakitchenContent />, {
      entity: shop,
      search: '?status=error',
      api,
      catalog: [core],
    });
    await screen.findByRole('list', { name: 'Health' });
    await waitFor(() =>
      expect(api.listResources).toHaveBeenCalledWith(
        expect.objectContaining({
          filter: ['relatedTo=resource:id-core', 'living=true', 'status=error'],
        }),
        expect.anything(),
      ),
    );
  }, 20_000);

  it('begins with a resource of its owner and system where there is none', async () => {
    renderEntity(<EntityInfrakitchenContent />, {
      entity: { ...shop, relations: shop.relations!.slice(0, 2) },
      // Without a resource there is nothing to ask the backend.
      api: {},
    });
    expect(await screen.findByText('No infrastructure')).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Create a resource' }),
    ).toHaveAttribute(
      'href',
      '/infrakitchen/resources/new?project=store&owner=group%3Adefault%2Fteam',
    );
  });
});

describe('what a group has', () => {
  it('stands on a card that leads to the tab', async () => {
    const api = backend();
    renderEntity(<EntityInfrakitchenCard />, { entity: team, api });
    await screen.findByRole('list', { name: 'Health' });
    expect(tile(/Resources/)).toHaveTextContent('nothing amiss');
    const tab = '/catalog/default/group/shop/infrakitchen';
    expect(tile(/Resources/)).toHaveAttribute('href', tab);
    expect(screen.getByRole('link', { name: 'Show all' })).toHaveAttribute(
      'href',
      tab,
    );
    const latest = within(
      await screen.findByRole('list', { name: 'Resources that changed last' }),
    );
    expect(latest.getByRole('link', { name: 'eu-net' })).toBeInTheDocument();
    expect(api.listResources).toHaveBeenCalledWith(
      {
        filter: ['relatedTo=owner:group:default/shop', 'living=true'],
        orderBy: '-updatedAt',
        limit: 5,
      },
      expect.anything(),
    );
  });

  it('says so where there is nothing', async () => {
    renderEntity(<EntityInfrakitchenCard />, {
      entity: team,
      api: backend({ total: 0, counts: [] }),
    });
    expect(
      await screen.findByRole('link', { name: 'Create a resource' }),
    ).toHaveAttribute(
      'href',
      '/infrakitchen/resources/new?owner=group%3Adefault%2Fshop',
    );
    expect(screen.queryByRole('link', { name: 'Show all' })).toBeNull();
  });

  it('says why it cannot be shown, and tries again', async () => {
    const user = userEvent.setup();
    const api = backend();
    api.getResourceSummary.mockRejectedValueOnce(
      Object.assign(new Error('You may not read resources'), {
        statusCode: 403,
        code: 'not_allowed',
      }),
    );
    renderEntity(<EntityInfrakitchenCard />, { entity: team, api });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The infrastructure cannot be loaded');
    expect(alert).toHaveTextContent('You may not read resources');
    expect(alert).toHaveTextContent('Ask the owner or a platform engineer');
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('list', { name: 'Health' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
