import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import pLimit from 'p-limit';
import type { EntityFeed } from './EntityFeed';

/**
 * Keeps the entities of a feed in the catalog. What changes is applied as a
 * delta; everything is compared only now and then. One after the other, so that
 * what was read earlier never overwrites what was read later.
 */
export class FeedEntityProvider implements EntityProvider {
  readonly #feed: EntityFeed;
  readonly #logger: LoggerService;
  readonly #lookBackMs: number;
  readonly #inTurn = pLimit(1);
  #connection: EntityProviderConnection | undefined;
  /** What this instance has applied all changes up to. */
  #position: string | undefined;
  /** Where it had come to at the poll before. */
  #polled: string | undefined;
  #isWaiting = false;

  constructor(options: {
    feed: EntityFeed;
    logger: LoggerService;
    lookBackMs: number;
  }) {
    this.#feed = options.feed;
    this.#lookBackMs = options.lookBackMs;
    this.#logger = options.logger.child({ provider: options.feed.name });
  }

  getProviderName(): string {
    return this.#feed.name;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  /** Compares everything, and applies what has changed meanwhile. */
  async reconcile(): Promise<void> {
    await this.#inTurn(async () => {
      const head = await this.#feed.head();
      const entities: Entity[] = [];
      let cursor: string | undefined;
      do {
        const page = await this.#feed.list(cursor);
        entities.push(...page.entities);
        cursor = page.nextCursor;
      } while (cursor);
      await this.#connected().applyMutation({
        type: 'full',
        entities: entities.map(entity => this.#deferred(entity)),
      });
      this.#logger.info(`Compared ${entities.length} entities`);
      this.#position = await this.#applyFrom({ after: head });
    });
  }

  /**
   * Applies what has changed since the poll before the last one: what another
   * replica wrote late in between is put right.
   */
  async poll(): Promise<void> {
    await this.#inTurn(async () => {
      const from = this.#polled;
      this.#polled = this.#position;
      this.#position = await this.#applyFrom(
        from ? { after: from } : this.#lookBack(),
      );
    });
  }

  /** Applies what has changed since the last time. */
  async catchUp(): Promise<void> {
    // Whoever waits already will see this change too.
    if (this.#isWaiting) {
      return;
    }
    this.#isWaiting = true;
    await this.#inTurn(async () => {
      this.#isWaiting = false;
      this.#position = await this.#applyFrom(
        this.#position ? { after: this.#position } : this.#lookBack(),
      );
    });
  }

  async #applyFrom(
    start: { after: string } | { since: Date },
  ): Promise<string> {
    let from = start;
    for (;;) {
      const { changes, position, hasMore } = await this.#feed.changes(from);
      if (changes.length > 0) {
        await this.#connected().applyMutation({
          type: 'delta',
          added: changes.flatMap(change =>
            'entity' in change ? this.#deferred(change.entity) : [],
          ),
          removed: changes.flatMap(change =>
            'removed' in change ? { entityRef: change.removed } : [],
          ),
        });
        this.#logger.debug(`Applied ${changes.length} changes`);
      }
      if (!hasMore) {
        return position;
      }
      from = { after: position };
    }
  }

  /** Everything is compared at least that often. */
  #lookBack(): { since: Date } {
    return { since: new Date(Date.now() - this.#lookBackMs) };
  }

  #deferred(entity: Entity) {
    return { entity, locationKey: `infrakitchen:${this.#feed.name}` };
  }

  #connected(): EntityProviderConnection {
    if (!this.#connection) {
      throw new Error(`The catalog has not connected ${this.#feed.name} yet`);
    }
    return this.#connection;
  }
}
