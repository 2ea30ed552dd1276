import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type {
  AuditEntry,
  CatalogTemplate,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Outbox } from '../outbox';
import type { CatalogEntryStore } from './CatalogEntryStore';
import type { CatalogTemplateStore } from './CatalogTemplateStore';
import { publishQuietly } from './publishQuietly';

/** Topic of the events. */
const TOPIC = 'infrakitchen.template';

/** So many templates are looked at in one go. */
const PAGE = 200;

/**
 * Notes which software templates the catalog has to show differently, and says
 * so with an event that carries no more than the id.
 */
export class CatalogTemplatePublisher {
  readonly #templates: CatalogTemplateStore;
  readonly #entries: CatalogEntryStore<CatalogTemplate>;
  readonly #events: EventsService;
  readonly #logger: LoggerService;

  constructor(options: {
    templates: CatalogTemplateStore;
    entries: CatalogEntryStore<CatalogTemplate>;
    events: EventsService;
    logger: LoggerService;
  }) {
    this.#templates = options.templates;
    this.#entries = options.entries;
    this.#events = options.events;
    this.#logger = options.logger;
  }

  /** Listens from now on. */
  listen(outbox: Outbox): void {
    outbox.on(
      'audit.written',
      ({ entry }) => this.#audited(entry as unknown as AuditEntry),
      { consumer: 'catalog-templates' },
    );
  }

  async #audited(entry: AuditEntry): Promise<void> {
    const { outcome, entityKind: kind, entityId: id } = entry;
    if (outcome === 'refused') {
      return;
    }
    if (kind === 'template' || kind === 'version') {
      await this.#touch(await this.#templates.touchedBy({ kind, id }), id);
    } else if (kind === 'grant') {
      // Who administers a template owns its software template.
      const scope = entry.detail?.scope as
        | { kind: string; id?: string }
        | undefined;
      if (scope?.kind === 'template' && scope.id) {
        await this.#touch([scope.id], scope.id);
      }
    }
  }

  async #touch(ids: string[], cause: string): Promise<void> {
    let changed = false;
    for (let at = 0; at < ids.length; at += PAGE) {
      const page = ids.slice(at, at + PAGE);
      changed = (await this.#entries.touch(page)) || changed;
    }
    if (changed) {
      await publishQuietly(this.#events, this.#logger, {
        topic: TOPIC,
        eventPayload: { cause },
      });
    }
  }
}
