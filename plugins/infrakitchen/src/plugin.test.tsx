import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
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
    expect(screen.getByRole('link', { name: 'Import module' })).toHaveAttribute(
      'href',
      '/infrakitchen/templates/import',
    );

    await user.click(screen.getByRole('tab', { name: 'Templates' }));
    const table = within(
      await screen.findByRole('region', { name: 'Templates' }),
    );
    expect(await table.findByRole('link', { name: 'Network' })).toHaveAttribute(
      'href',
      '/infrakitchen/templates/template-network',
    );
  }, 20_000);

  it.each(['nothing', 'overview/nothing', 'runs/a/b', 'templatesX'])(
    'says at /%s that there is no such page, below its own header',
    async path => {
      renderTestApp({
        features: [plugin],
        initialRouteEntries: [`/infrakitchen/${path}`],
      });
      expect(
        await screen.findByRole('heading', { name: 'Page not found' }),
      ).toBeInTheDocument();
      expect(screen.getByText(`/infrakitchen/${path}`)).toBeInTheDocument();
      expect(
        screen.getByRole('link', { name: 'Go to the overview' }),
      ).toHaveAttribute('href', '/infrakitchen/overview');
      expect(screen.getByRole('tab', { name: 'Resources' })).toHaveAttribute(
        'href',
        '/infrakitchen/resources',
      );
    },
    20_000,
  );

  it('brings a tab and a card to entities that have infrastructure', async () => {
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { name: 'team' },
    };
    const tab = createExtensionTester(
      plugin.getExtension('entity-content:infrakitchen'),
    );
    expect(tab.get(EntityContentBlueprint.dataRefs.title)).toBe(
      'Infrastructure',
    );
    expect(tab.get(coreExtensionData.routePath)).toBe('/infrakitchen');
    const card = createExtensionTester(
      plugin.getExtension('entity-card:infrakitchen'),
    );
    for (const holds of [
      tab.get(EntityContentBlueprint.dataRefs.filterFunction),
      card.get(EntityCardBlueprint.dataRefs.filterFunction),
    ]) {
      expect(holds?.(entity)).toBe(true);
      expect(holds?.({ ...entity, kind: 'API' })).toBe(false);
    }
  });

  it('offers the same routes to legacy apps', () => {
    expect(Object.keys(legacyPlugin.routes)).toEqual(
      expect.arrayContaining(['root', 'templates', 'resources', 'run']),
    );
  });
});
