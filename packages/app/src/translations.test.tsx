import { screen } from '@testing-library/react';
import {
  createFrontendModule,
  createTranslationMessages,
  createTranslationResource,
  type TranslationRef,
} from '@backstage/frontend-plugin-api';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import infrakitchenPlugin, * as pages from '@infrakitchen/backstage-plugin-infrakitchen/alpha';
import * as fields from '@infrakitchen/backstage-plugin-scaffolder-module-infrakitchen/alpha';
import * as shared from '@infrakitchen/backstage-plugin-infrakitchen-react';

// As `backstage-cli translations import` writes it.
const resources = [
  createTranslationResource({
    ref: pages.overviewTranslationRef,
    translations: {
      de: async () => ({
        default: createTranslationMessages({
          ref: pages.overviewTranslationRef,
          messages: {
            'overviewPage.theOverviewCannotBeLoaded':
              'Die Übersicht lässt sich nicht laden',
          },
        }),
      }),
    },
  }),
];

const translationsModule = createFrontendModule({
  pluginId: 'app',
  extensions: resources.map(resource =>
    TranslationBlueprint.make({ name: resource.id, params: { resource } }),
  ),
});

describe('translations', () => {
  it('give the texts of a page in the language of the portal', async () => {
    renderTestApp({
      features: [infrakitchenPlugin, translationsModule],
      config: {
        app: {
          extensions: [
            {
              'api:app/app-language': {
                config: {
                  availableLanguages: ['en', 'de'],
                  defaultLanguage: 'de',
                },
              },
            },
          ],
        },
      },
      initialRouteEntries: ['/infrakitchen/overview'],
      apis: [mockApis.discovery(), mockApis.fetch({})],
    });
    expect(
      await screen.findByText(
        'Die Übersicht lässt sich nicht laden',
        undefined,
        {
          timeout: 20_000,
        },
      ),
    ).toBeInTheDocument();
  }, 60_000);

  it('have ids of their own', () => {
    const ids = [pages, shared, fields]
      .flatMap(entry => Object.values<unknown>(entry))
      .flatMap(item => (isTranslationRef(item) ? item.id : []));
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

function isTranslationRef(item: unknown): item is TranslationRef {
  return (
    typeof item === 'object' &&
    item !== null &&
    '$$type' in item &&
    item.$$type === '@backstage/TranslationRef'
  );
}
