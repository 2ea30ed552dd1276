import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { infrakitchenApiRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { infrakitchenPlugin as legacyPlugin } from '.';
import plugin from './alpha';
import { aTemplate } from './__testUtils__';

describe('infrakitchen plugin', () => {
  it('mounts its pages as tabs with routes between them', async () => {
    const user = userEvent.setup();
    renderTestApp({
      features: [plugin],
      initialRouteEntries: ['/infrakitchen'],
      apis: [
        [
          infrakitchenApiRef,
          {
            getOverview: async () => ({
              templates: 0,
              resources: [],
              runs: { active: 0, failedLastDay: 0 },
              engine: { available: false, message: 'No binary was found.' },
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
            listTemplates: async () => ({
              items: [aTemplate()],
              totalItems: 1,
            }),
          } as any,
        ],
      ],
    });

    // An empty portal says how to begin and what is missing.
    expect(
      await screen.findByText('No engine is available, so nothing can run'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Import module' }),
    ).toHaveAttribute('href', '/infrakitchen/templates/import');

    await user.click(screen.getByRole('tab', { name: 'Templates' }));
    const table = within(
      await screen.findByRole('region', { name: 'Templates' }),
    );
    expect(await table.findByRole('link', { name: 'Network' })).toHaveAttribute(
      'href',
      '/infrakitchen/templates/template-network',
    );
  }, 20_000);

  it('offers the same routes to legacy apps', () => {
    expect(Object.keys(legacyPlugin.routes)).toEqual(
      expect.arrayContaining(['root', 'templates', 'resources', 'run']),
    );
  });
});
