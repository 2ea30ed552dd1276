import type { Entity } from '@backstage/catalog-model';
import type {
  CatalogName,
  CatalogResource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { FeedConnection } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { EntityOptions } from '../entities';
import type { ChangeBatch, EntityChange, EntityFeed } from '../feed';
import { entityNameOf } from './entityName';
import type { SystemDirectory } from './SystemDirectory';
import { toResourceEntity } from './toResourceEntity';

/** The entities of published resources. */
export class ResourceFeed implements EntityFeed {
  readonly name = 'infrakitchen-resources';
  readonly #connection: FeedConnection;
  readonly #systems: SystemDirectory;
  readonly #options: EntityOptions;

  constructor(options: {
    connection: FeedConnection;
    systems: SystemDirectory;
    entities: EntityOptions;
  }) {
    this.#connection = options.connection;
    this.#systems = options.systems;
    this.#options = options.entities;
  }

  async list(
    cursor?: string,
  ): Promise<{ entities: Entity[]; nextCursor?: string }> {
    const { client } = this.#connection;
    const { items, nextCursor } = await client.listCatalogResources(
      { cursor },
      await this.#connection.request(),
    );
    return { entities: await this.#entitiesOf(items), nextCursor };
  }

  async head(): Promise<string> {
    const { client } = this.#connection;
    const { position } = await client.listCatalogChanges(
      {},
      await this.#connection.request(),
    );
    return position;
  }

  async changes(
    from: { after: string } | { since: Date },
  ): Promise<ChangeBatch> {
    const { client } = this.#connection;
    const { items, position, hasMore } = await client.listCatalogChanges(
      'after' in from ? from : { since: from.since.toISOString() },
      await this.#connection.request(),
    );
    const entities = await this.#entitiesOf(
      items.flatMap(({ resource }) => resource ?? []),
    );
    const removed = items.filter(({ resource }) => !resource);
    const changes: EntityChange[] = [
      ...entities.map(entity => ({ entity })),
      ...removed.map(name => ({ removed: this.#refOf(name) })),
    ];
    return { changes, position, hasMore };
  }

  async #entitiesOf(resources: CatalogResource[]): Promise<Entity[]> {
    const systems = await this.#systems.ofProjects(
      resources.flatMap(({ projectKey }) => projectKey ?? []),
    );
    return resources.map(resource =>
      toResourceEntity(resource, {
        ...this.#options,
        system: systems.get(resource.projectKey ?? ''),
      }),
    );
  }

  #refOf(name: CatalogName): string {
    return `resource:${this.#options.namespace}/${entityNameOf(name)}`;
  }
}
