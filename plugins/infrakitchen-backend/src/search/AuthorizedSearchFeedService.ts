import { needs, type CallOptions, type FeedGate } from '../access';
import type { SearchFeedService } from './SearchFeedService';
import type { BatchQuery } from './SearchFeedStore';

/** Asks for access before each method of {@link SearchFeedService}. */
export class AuthorizedSearchFeedService implements SearchFeedService {
  readonly #inner: SearchFeedService;
  readonly #gate: FeedGate;

  constructor(options: { inner: SearchFeedService; gate: FeedGate }) {
    this.#inner = options.inner;
    this.#gate = options.gate;
  }

  async resources(batch: BatchQuery, options: CallOptions) {
    await this.#gate.assertMayRead(options.credentials, needs.resourceRead);
    return this.#inner.resources(batch, options);
  }

  async templates(batch: BatchQuery, options: CallOptions) {
    await this.#gate.assertMayRead(options.credentials, needs.templateRead);
    return this.#inner.templates(batch, options);
  }

  async workspaces(batch: BatchQuery, options: CallOptions) {
    await this.#gate.assertMayRead(options.credentials, needs.workspaceRead);
    return this.#inner.workspaces(batch, options);
  }
}
