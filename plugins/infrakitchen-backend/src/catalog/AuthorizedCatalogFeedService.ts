import { needs, type CallOptions, type FeedGate } from '../access';
import type {
  CatalogChangesQuery,
  CatalogFeedService,
} from './CatalogFeedService';

/** Asks for access before each method of {@link CatalogFeedService}. */
export class AuthorizedCatalogFeedService implements CatalogFeedService {
  readonly #inner: CatalogFeedService;
  readonly #gate: FeedGate;

  constructor(options: { inner: CatalogFeedService; gate: FeedGate }) {
    this.#inner = options.inner;
    this.#gate = options.gate;
  }

  async list(page: { limit: number; cursor?: string }, options: CallOptions) {
    await this.#gate.assertMayRead(options.credentials, needs.resourceRead);
    return this.#inner.list(page, options);
  }

  async changes(query: CatalogChangesQuery, options: CallOptions) {
    await this.#gate.assertMayRead(options.credentials, needs.resourceRead);
    return this.#inner.changes(query, options);
  }

  async listTemplates(
    page: { limit: number; cursor?: string },
    options: CallOptions,
  ) {
    await this.#gate.assertMayRead(options.credentials, needs.templateRead);
    return this.#inner.listTemplates(page, options);
  }

  async templateChanges(query: CatalogChangesQuery, options: CallOptions) {
    await this.#gate.assertMayRead(options.credentials, needs.templateRead);
    return this.#inner.templateChanges(query, options);
  }
}
