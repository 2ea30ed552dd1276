import type {
  SearchResourcePage,
  SearchTemplatePage,
  SearchWorkspacePage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import type { BatchQuery, SearchFeedStore } from './SearchFeedStore';

/** What the search is told. */
export interface SearchFeedService {
  resources(
    batch: BatchQuery,
    options: CallOptions,
  ): Promise<SearchResourcePage>;
  templates(
    batch: BatchQuery,
    options: CallOptions,
  ): Promise<SearchTemplatePage>;
  workspaces(
    batch: BatchQuery,
    options: CallOptions,
  ): Promise<SearchWorkspacePage>;
}

/**
 * {@link SearchFeedService} over the database. The search asks the permission
 * framework who sees a document, and never our roles. So it is told of things
 * only where everybody has the role to read them, or where the operator says
 * that the policy asks for the roles.
 */
export class DefaultSearchFeedService implements SearchFeedService {
  readonly #store: SearchFeedStore;
  readonly #withheld: boolean;

  constructor(options: { store: SearchFeedStore; withheld: boolean }) {
    this.#store = options.store;
    this.#withheld = options.withheld;
  }

  async resources(batch: BatchQuery): Promise<SearchResourcePage> {
    return this.#withheld
      ? { items: [], withheld: true }
      : { ...(await this.#store.resources(batch)), withheld: false };
  }

  async templates(batch: BatchQuery): Promise<SearchTemplatePage> {
    return this.#withheld
      ? { items: [], withheld: true }
      : { ...(await this.#store.templates(batch)), withheld: false };
  }

  async workspaces(batch: BatchQuery): Promise<SearchWorkspacePage> {
    return this.#withheld
      ? { items: [], withheld: true }
      : { ...(await this.#store.workspaces(batch)), withheld: false };
  }
}
