import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Permission } from '@backstage/plugin-permission-common';
import type {
  DocumentCollatorFactory,
  IndexableDocument,
} from '@backstage/plugin-search-common';
import type { InfrakitchenSearchDocument } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Readable } from 'node:stream';

/** A batch of what is to be found. */
export interface FeedBatch<T> {
  items: T[];
  /** Whether nothing may be told, because nothing would hide it from anybody. */
  withheld: boolean;
  nextCursor?: string;
}

/** One kind of documents: where they come from, and who sees them. */
export interface FeedDocuments<T extends { id: string }> {
  type: string;
  /** Asked about each document, with its id. */
  visibilityPermission: Permission;
  list(cursor: string | undefined): Promise<FeedBatch<T>>;
  toDocument(item: T): InfrakitchenSearchDocument;
}

/** Reads a feed batch by batch, as fast as the index takes it. */
export class FeedCollatorFactory<T extends { id: string }>
  implements DocumentCollatorFactory
{
  readonly type: string;
  readonly visibilityPermission: Permission;
  readonly #documents: FeedDocuments<T>;
  readonly #logger: LoggerService;

  constructor(options: { documents: FeedDocuments<T>; logger: LoggerService }) {
    this.#documents = options.documents;
    this.#logger = options.logger;
    this.type = options.documents.type;
    this.visibilityPermission = options.documents.visibilityPermission;
  }

  async getCollator(): Promise<Readable> {
    return Readable.from(this.#read());
  }

  async *#read(): AsyncGenerator<IndexableDocument> {
    let cursor: string | undefined;
    do {
      const batch = await this.#documents.list(cursor);
      if (batch.withheld) {
        this.#logger.warn(
          `No documents of the type '${this.type}' are indexed: 'infrakitchen.access.everyone' is 'none', and 'infrakitchen.access.searchByPolicy' does not say that the permission policy asks for roles`,
        );
        return;
      }
      for (const item of batch.items) {
        yield {
          ...this.#documents.toDocument(item),
          authorization: { resourceRef: item.id },
        };
      }
      cursor = batch.nextCursor;
    } while (cursor);
  }
}
