import type {
  CatalogChangePage,
  CatalogResource,
  CatalogTemplate,
  CatalogTemplateChangePage,
  Page,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import type { CatalogEntryStore } from './CatalogEntryStore';
import type { CatalogFeedStore } from './CatalogFeedStore';
import type { CatalogTemplateStore } from './CatalogTemplateStore';
import { keyOf, type CatalogName, type EntrySource } from './types';

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
  /** Templates that are published for self-service. */
  listTemplates(
    page: { limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<Page<CatalogTemplate>>;
  /** What has changed of those, as `changes` tells it of resources. */
  templateChanges(
    query: CatalogChangesQuery,
    options: CallOptions,
  ): Promise<CatalogTemplateChangePage>;
}

/** {@link CatalogFeedService} over the database. */
export class DefaultCatalogFeedService implements CatalogFeedService {
  readonly #feed: CatalogFeedStore;
  readonly #entries: CatalogEntryStore<CatalogResource>;
  readonly #templates: CatalogTemplateStore;
  readonly #templateEntries: CatalogEntryStore<CatalogTemplate>;

  constructor(options: {
    feed: CatalogFeedStore;
    entries: CatalogEntryStore<CatalogResource>;
    templates: CatalogTemplateStore;
    templateEntries: CatalogEntryStore<CatalogTemplate>;
  }) {
    this.#feed = options.feed;
    this.#entries = options.entries;
    this.#templates = options.templates;
    this.#templateEntries = options.templateEntries;
  }

  async list(page: {
    limit: number;
    cursor?: string;
  }): Promise<Page<CatalogResource>> {
    return this.#feed.list(page);
  }

  async changes(query: CatalogChangesQuery): Promise<CatalogChangePage> {
    const { names, ...rest } = await this.#changed(this.#entries, query);
    const items = await present(this.#feed, names);
    return {
      ...rest,
      items: items.map(([name, resource]) => ({ ...name, resource })),
    };
  }

  async listTemplates(page: {
    limit: number;
    cursor?: string;
  }): Promise<Page<CatalogTemplate>> {
    return this.#templates.list(page);
  }

  async templateChanges(
    query: CatalogChangesQuery,
  ): Promise<CatalogTemplateChangePage> {
    const { names, ...rest } = await this.#changed(
      this.#templateEntries,
      query,
    );
    const items = await present(this.#templates, names);
    return {
      ...rest,
      items: items.map(([{ templateKey }, template]) => ({
        key: templateKey,
        template,
      })),
    };
  }

  async #changed(
    entries: Pick<CatalogEntryStore<{ id: string }>, 'head' | 'changes'>,
    query: CatalogChangesQuery,
  ): Promise<{ names: CatalogName[]; position: string; hasMore: boolean }> {
    if (query.after === undefined && query.since === undefined) {
      return { names: [], position: await entries.head(), hasMore: false };
    }
    return entries.changes(query);
  }
}

/** What is there now under these names, and not what was when it changed. */
async function present<T>(
  source: EntrySource<T>,
  names: CatalogName[],
): Promise<[CatalogName, T | undefined][]> {
  const items = new Map(
    (await source.named(names)).map(item => [keyOf(source.nameOf(item)), item]),
  );
  return names.map(name => [name, items.get(keyOf(name))]);
}
