import type { Entity } from '@backstage/catalog-model';
import {
  SOFTWARE_TEMPLATE_NAMESPACE,
  softwareTemplateName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { FeedConnection } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { EntityOptions } from '../entities';
import type { ChangeBatch, EntityFeed } from '../feed';
import { toTemplateEntity } from './toTemplateEntity';

/** The software templates of published templates. */
export class TemplateFeed implements EntityFeed {
  readonly name = 'infrakitchen-templates';
  readonly #connection: FeedConnection;
  readonly #options: EntityOptions;

  constructor(options: {
    connection: FeedConnection;
    entities: EntityOptions;
  }) {
    this.#connection = options.connection;
    this.#options = options.entities;
  }

  async list(
    cursor?: string,
  ): Promise<{ entities: Entity[]; nextCursor?: string }> {
    const { client } = this.#connection;
    const { items, nextCursor } = await client.listCatalogTemplates(
      { cursor },
      await this.#connection.request(),
    );
    return {
      entities: items.map(item => toTemplateEntity(item, this.#options)),
      nextCursor,
    };
  }

  async head(): Promise<string> {
    const { client } = this.#connection;
    const { position } = await client.listCatalogTemplateChanges(
      {},
      await this.#connection.request(),
    );
    return position;
  }

  async changes(
    from: { after: string } | { since: Date },
  ): Promise<ChangeBatch> {
    const { client } = this.#connection;
    const { items, position, hasMore } =
      await client.listCatalogTemplateChanges(
        'after' in from ? from : { since: from.since.toISOString() },
        await this.#connection.request(),
      );
    return {
      changes: items.map(({ key, template }) =>
        template
          ? { entity: toTemplateEntity(template, this.#options) }
          : { removed: refOf(key) },
      ),
      position,
      hasMore,
    };
  }
}

function refOf(key: string): string {
  return `template:${SOFTWARE_TEMPLATE_NAMESPACE}/${softwareTemplateName(key)}`;
}
