import {
  SearchFilterResultTypeBlueprint,
  SearchResultListItemBlueprint,
} from '@backstage/plugin-search-react/alpha';
import { searchDocumentTypes } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isInfrakitchenResult, searchIcons } from './searchTexts';

const resultListItem = SearchResultListItemBlueprint.make({
  params: {
    predicate: isInfrakitchenResult,
    component: () =>
      import('./InfrakitchenSearchResultListItem').then(
        m => m.InfrakitchenSearchResultListItem,
      ),
  },
});

const resultTypes = (
  [
    ['template', 'Infrastructure templates'],
    ['resource', 'Infrastructure resources'],
    ['workspace', 'Infrastructure workspaces'],
  ] as const
).map(([kind, name]) =>
  SearchFilterResultTypeBlueprint.make({
    name: kind,
    params: {
      value: searchDocumentTypes[kind],
      name,
      icon: searchIcons[kind],
    },
  }),
);

/** What the page of the search has of InfraKitchen. */
export const searchExtensions = [resultListItem, ...resultTypes];
