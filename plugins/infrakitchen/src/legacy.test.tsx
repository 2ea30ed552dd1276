import { Route } from 'react-router-dom';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { infrakitchenApiRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { FlatRoutes } from '@backstage/core-app-api';
import { InfrakitchenPage } from '.';
import { aResource, aTemplate } from './__testUtils__';

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

  it('says so where there is no such page', async () => {
    await renderLegacyApp('/infrakitchen/nowhere');
    expect(
      await screen.findByText('There is no such page'),
    ).toBeInTheDocument();
  });
});
