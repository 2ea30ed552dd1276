import type { Knex } from 'knex';
import type { Config } from '@backstage/config';
import type { CatalogTemplate } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  FeedGate,
  readFeedSettings,
  type AccessService,
  type AccessSettings,
} from './access';
import {
  AuthorizedCatalogFeedService,
  CatalogEntryStore,
  CatalogFeedStore,
  CatalogTemplateStore,
  DefaultCatalogFeedService,
  type CatalogFeedService,
} from './catalog';
import {
  AuthorizedSearchFeedService,
  DefaultSearchFeedService,
  SearchFeedStore,
  type SearchFeedService,
} from './search';

/** What other plugins are told of everything. */
export function createFeeds(options: {
  knex: Knex;
  config: Config;
  access: AccessService;
  accessSettings: AccessSettings;
}): { catalogFeed: CatalogFeedService; searchFeed: SearchFeedService } {
  const { knex, access, accessSettings } = options;
  const settings = readFeedSettings(options.config);
  const gate = new FeedGate({ access, settings });
  const feed = new CatalogFeedStore(knex);
  const entries = new CatalogEntryStore({ knex, feed });
  const templates = new CatalogTemplateStore(knex);
  const templateEntries = new CatalogEntryStore<CatalogTemplate>({
    knex,
    feed: templates,
    table: 'catalog_templates',
  });
  return {
    catalogFeed: new AuthorizedCatalogFeedService({
      inner: new DefaultCatalogFeedService({
        ...{ feed, entries, templates, templateEntries },
      }),
      gate,
    }),
    searchFeed: new AuthorizedSearchFeedService({
      inner: new DefaultSearchFeedService({
        store: new SearchFeedStore(knex),
        withheld: !accessSettings.everyone && !settings.searchByPolicy,
      }),
      gate,
    }),
  };
}
