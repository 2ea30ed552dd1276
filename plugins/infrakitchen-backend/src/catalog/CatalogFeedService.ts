import type {
  CatalogChangePage,
  CatalogResource,
  Page,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import type { CatalogEntryStore } from './CatalogEntryStore';
import type { CatalogFeedStore } from './CatalogFeedStore';
import { keyOf } from './types';

/** Where changes are read from. */
export interface CatalogChangesQuery {
  /** A position of an earlier answer. */
  after?: string;
  /** A time in milliseconds, where there is no position. */
  since?: number;
  limit: number;
}

/** What the catalog is told. */
export interface CatalogFeedService {
  /** Published resources. */
  list(
    page: { limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<Page<CatalogResource>>;
  /** What has changed; the newest position alone where nothing says since when. */
  changes(
    query: CatalogChangesQuery,
    options: CallOptions,
  ): Promise<CatalogChangePage>;
}

/** {@link CatalogFeedService} over the database. */
export class DefaultCatalogFeedService implements CatalogFeedService {
  readonly #feed: CatalogFeedStore;
  readonly #entries: CatalogEntryStore;

  constructor(options: { feed: CatalogFeedStore; entries: CatalogEntryStore }) {
    this.#feed = options.feed;
    this.#entries = options.entries;
  }

  async list(page: {
    limit: number;
    cursor?: string;
  }): Promise<Page<CatalogResource>> {
    return this.#feed.list(page);
  }

  async changes(query: CatalogChangesQuery): Promise<CatalogChangePage> {
    if (query.after === undefined && query.since === undefined) {
      const position = await this.#entries.head();
      return { items: [], position, hasMore: false };
    }
    const { names, ...rest } = await this.#entries.changes(query);
    // What is there now, and not what was when it changed.
    const present = new Map(
      (await this.#feed.named(names)).map(item => [keyOf(item), item]),
    );
    return {
      ...rest,
      items: names.map(name => ({
        ...name,
        resource: present.get(keyOf(name)),
      })),
    };
  }
}
