import {
  ApiClient,
  connect,
  init,
  unwrap,
  type Page,
  type RequestOptions,
} from '../request';
import type {
  CatalogChangePage,
  CatalogResource,
  CatalogTemplate,
  CatalogTemplateChangePage,
  SearchResourcePage,
  SearchTemplatePage,
  SearchWorkspacePage,
} from '../types';

/** Which batch of a feed. @public */
export interface BatchOptions {
  /** 1 to 500; 500 where absent. */
  limit?: number;
  cursor?: string;
}

/** Where changes are read from. @public */
export interface CatalogChangesOptions {
  /** The position of an earlier answer. */
  after?: string;
  /** A time, where no position is known. */
  since?: string;
  limit?: number;
}

/** What services are told of everything: the catalog and the search. @public */
export class FeedClient extends ApiClient {
  /** What the catalog shows of every published resource. */
  async listCatalogResources(
    batch: BatchOptions = {},
    options?: RequestOptions,
  ): Promise<Page<CatalogResource>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/catalog/resources', {
        params: { query: batch },
        ...init(options),
      }),
    );
  }

  /** What has changed; the newest position alone where nothing says since when. */
  async listCatalogChanges(
    from: CatalogChangesOptions = {},
    options?: RequestOptions,
  ): Promise<CatalogChangePage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/catalog/changes', {
        params: { query: from },
        ...init(options),
      }),
    );
  }

  /** What the software template of every published template is made from. */
  async listCatalogTemplates(
    batch: BatchOptions = {},
    options?: RequestOptions,
  ): Promise<Page<CatalogTemplate>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/catalog/templates', {
        params: { query: batch },
        ...init(options),
      }),
    );
  }

  /** What changed of software templates; see {@link FeedClient.listCatalogChanges}. */
  async listCatalogTemplateChanges(
    from: CatalogChangesOptions = {},
    options?: RequestOptions,
  ): Promise<CatalogTemplateChangePage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/catalog/template-changes', {
        params: { query: from },
        ...init(options),
      }),
    );
  }

  /** What the search finds resources by. */
  async listSearchResources(
    batch: BatchOptions = {},
    options?: RequestOptions,
  ): Promise<SearchResourcePage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/search/resources', {
        params: { query: batch },
        ...init(options),
      }),
    );
  }

  /** What the search finds templates by. */
  async listSearchTemplates(
    batch: BatchOptions = {},
    options?: RequestOptions,
  ): Promise<SearchTemplatePage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/search/templates', {
        params: { query: batch },
        ...init(options),
      }),
    );
  }

  /** What the search finds workspaces by. */
  async listSearchWorkspaces(
    batch: BatchOptions = {},
    options?: RequestOptions,
  ): Promise<SearchWorkspacePage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/search/workspaces', {
        params: { query: batch },
        ...init(options),
      }),
    );
  }
}
