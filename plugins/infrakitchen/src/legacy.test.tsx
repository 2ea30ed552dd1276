import { Route } from 'react-router-dom';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { infrakitchenApiRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { FlatRoutes } from '@backstage/core-app-api';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  EntityInfrakitchenCard,
  EntityInfrakitchenContent,
  InfrakitchenPage,
  isInfrakitchenAvailable,
} from '.';
import { anEntity, aResource, aTemplate } from './__testUtils__';

const api = {
  getOverview: async () => ({
    templates: 1,
    resources: [{ state: 'provisioned', status: 'done', count: 1 }],
    runs: { active: 0, failedLastDay: 0 },
    engine: { available: true, kind: 'terraform', version: '1.11.4' },
    attention: [],
    cascadeAttention: [],
    myRuns: [],
    waiting: { items: [] },
    staleInputs: 0,
    drifted: 0,
    deprecated: 0,
    setup: [{ id: 'import', done: false }],
    access: {
      userRef: 'user:default/guest',
      globalRole: 'admin',
      canCreateProjects: true,
      canReadAudit: false,
    },
    recentRuns: [],
  }),
  listApprovals: async () => ({ items: [] }),
  listTemplates: async () => ({ items: [aTemplate()], totalItems: 1 }),
  listResources: async () => ({ items: [aResource()], totalItems: 1 }),
};

/** An app on the legacy frontend system, with the pages mounted as usual. */
function renderLegacyApp(path: string) {
  return renderInTestApp(
    <TestApiProvider apis={[[infrakitchenApiRef, api as any]]}>
      <FlatRoutes>
        <Route path="/infrakitchen" element={<InfrakitchenPage />} />
      </FlatRoutes>
    </TestApiProvider>,
    { routeEntries: [path] },
  );
}

describe('InfrakitchenPage in a legacy app', () => {
  it('leads to the overview and through all lists', async () => {
    const user = userEvent.setup();
    await renderLegacyApp('/infrakitchen');
    expect(
      await screen.findByRole('heading', { name: 'Infrastructure' }),
    ).toBeInTheDocument();
    expect(screen.getByText('Engine: Terraform 1.11.4')).toBeInTheDocument();

    await user.click(screen.getByRole('tab', { name: 'Templates' }));
    const templates = within(
      await screen.findByRole('region', { name: 'Templates' }),
    );
    expect(
      await templates.findByRole('link', { name: 'Network' }),
    ).toHaveAttribute('href', '/infrakitchen/templates/template-network');

    await user.click(screen.getByRole('tab', { name: 'Resources' }));
    const resources = within(
      await screen.findByRole('region', { name: 'Resources' }),
    );
    expect(
      await resources.findByRole('link', { name: aResource().name }),
    ).toHaveAttribute('href', `/infrakitchen/resources/${aResource().id}`);
  }, 20_000);

  it.each(['nowhere', 'overview/nowhere', 'cascades/a/b'])(
    'says at /%s that there is no such page, below its own header',
    async path => {
      await renderLegacyApp(`/infrakitchen/${path}`);
      expect(
        await screen.findByRole('heading', { name: 'Page not found' }),
      ).toBeInTheDocument();
      expect(
        screen.getByRole('link', { name: 'Go to the overview' }),
      ).toHaveAttribute('href', '/infrakitchen/overview');
      expect(screen.getByRole('tab', { name: 'Runs' })).toBeInTheDocument();
    },
  );
});

describe('the page of an entity in a legacy app', () => {
  const entity = anEntity('Group');

  it('has a tab and a card', async () => {
    expect(isInfrakitchenAvailable(entity)).toBe(true);
    const groups = {
      ...api,
      getResourceSummary: async () => ({
        total: 1,
        staleInputs: 0,
        drifted: 0,
        counts: [{ state: 'provisioned', status: 'done', count: 1 }],
      }),
    };
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [infrakitchenApiRef, groups as any],
          [catalogApiRef, catalogApiMock()],
        ]}
      >
        <FlatRoutes>
          <Route path="/infrakitchen" element={<InfrakitchenPage />} />
          <Route
            path="/catalog/:namespace/:kind/:name"
            element={
              <EntityProvider entity={entity}>
                <EntityInfrakitchenCard />
                <EntityInfrakitchenContent />
              </EntityProvider>
            }
          />
        </FlatRoutes>
      </TestApiProvider>,
      {
        routeEntries: ['/catalog/default/group/shop'],
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      },
    );
    const card = within(
      await screen.findByRole('region', { name: 'Infrastructure' }),
    );
    expect(await card.findByRole('link', { name: 'Show all' })).toHaveAttribute(
      'href',
      '/catalog/default/group/shop/infrakitchen',
    );
    const table = within(
      await screen.findByRole('region', { name: 'Resources' }),
    );
    expect(
      await table.findByRole('link', { name: aResource().name }),
    ).toHaveAttribute('href', `/infrakitchen/resources/${aResource().id}`);
  }, 20_000);
});
