import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type {
  AuditEntry,
  CatalogResource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Outbox } from '../outbox';
import type { CatalogEntryStore } from './CatalogEntryStore';
import type { CatalogFeedStore } from './CatalogFeedStore';
import { publishQuietly } from './publishQuietly';

/** Topic of the events. */
const TOPIC = 'infrakitchen.resource';

/** So many resources are looked at in one go. */
const PAGE = 500;

const kinds = ['template', 'version', 'project'] as const;
type Kind = (typeof kinds)[number];

/**
 * Notes what the catalog has to show differently, and says so with an event that
 * carries no more than the id. Who misses it finds the change by the feed.
 */
export class CatalogPublisher {
  readonly #feed: CatalogFeedStore;
  readonly #entries: CatalogEntryStore<CatalogResource>;
  readonly #events: EventsService;
  readonly #logger: LoggerService;

  constructor(options: {
    feed: CatalogFeedStore;
    entries: CatalogEntryStore<CatalogResource>;
    events: EventsService;
    logger: LoggerService;
  }) {
    this.#feed = options.feed;
    this.#entries = options.entries;
    this.#events = options.events;
    this.#logger = options.logger;
  }

  /** Listens from now on. */
  listen(outbox: Outbox): void {
    const options = { consumer: 'catalog' };
    outbox.on(
      'resource.changed',
      ({ resourceId }) => this.#resource(resourceId as string),
      options,
    );
    // Nothing changes without a line of the trail: not a state when a run ends,
    // a deletion, or the name of what a resource belongs to.
    outbox.on(
      'audit.written',
      ({ entry }) => this.#audited(entry as unknown as AuditEntry),
      options,
    );
  }

  async #audited(entry: AuditEntry): Promise<void> {
    const { outcome, entityKind: kind, entityId: id } = entry;
    if (outcome === 'refused') {
      return;
    }
    if (kind === 'resource') {
      await this.#resource(id);
    } else if (kinds.includes(kind as Kind)) {
      await this.#touchedBy(kind as Kind, id);
    }
  }

  async #resource(id: string): Promise<void> {
    if (await this.#entries.touch([id])) {
      await this.#publish({ resourceId: id });
    }
  }

  async #touchedBy(kind: Kind, id: string): Promise<void> {
    let after: string | undefined;
    let changed = false;
    do {
      const page = await this.#feed.touchedBy(
        { kind, id },
        { after, limit: PAGE },
      );
      changed = (await this.#entries.touch(page)) || changed;
      after = page.length === PAGE ? page.at(-1) : undefined;
    } while (after);
    if (changed) {
      await this.#publish({ [`${kind}Id`]: id });
    }
  }

  async #publish(eventPayload: Record<string, string>): Promise<void> {
    await publishQuietly(this.#events, this.#logger, {
      topic: TOPIC,
      eventPayload,
    });
  }
}
