import type {
  CatalogResource,
  ResourceState,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { readPage } from '../database';
import { CatalogDependencyStore } from './CatalogDependencyStore';
import type { CatalogName, EntrySource } from './types';

/** Names are looked up in so many at a time. */
const NAMES = 200;

interface FeedRow {
  id: string;
  templateKey: string;
  templateName: string;
  name: string;
  slug: string;
  description: string | null;
  labels: string;
  ownerRef: string | null;
  projectId: string | null;
  projectKey: string | null;
  abstract: boolean | number;
  state: ResourceState;
  versionId: string | null;
  versionLifecycle: VersionLifecycle | null;
}

/**
 * Reads what the catalog shows of resources: with a fixed number of queries for
 * any number of them, and without their values and outputs.
 */
export class CatalogFeedStore implements EntrySource<CatalogResource> {
  readonly #knex: Knex;
  readonly #dependencies: CatalogDependencyStore;

  constructor(knex: Knex) {
    this.#knex = knex;
    this.#dependencies = new CatalogDependencyStore(knex);
  }

  /** Published resources in the order of their ids. */
  async list(page: {
    limit: number;
    cursor?: string;
  }): Promise<{ items: CatalogResource[]; nextCursor?: string }> {
    const { rows, nextCursor } = await readPage<FeedRow>(
      published(this.#knex),
      {
        ...page,
        table: 'resources',
        order: { column: 'id', direction: 'asc' },
      },
    );
    return { items: await this.#complete(rows, this.#knex), nextCursor };
  }

  /** The published resources that have these names now. */
  async named(
    names: CatalogName[],
    db: Knex = this.#knex,
  ): Promise<CatalogResource[]> {
    const rows: FeedRow[] = [];
    for (let at = 0; at < names.length; at += NAMES) {
      const some = names.slice(at, at + NAMES);
      rows.push(
        ...(await published(db).whereIn(
          ['templates.key', 'resources.slug'],
          some.map(({ templateKey, slug }) => [templateKey, slug]),
        )),
      );
    }
    return this.#complete(rows, db);
  }

  nameOf({ templateKey, slug }: CatalogResource): CatalogName {
    return { templateKey, slug };
  }

  /** Names of resources, whatever their state, and those they had before. */
  async namesOf(ids: string[], db: Knex = this.#knex): Promise<CatalogName[]> {
    return db('resources')
      .join('templates', 'templates.id', 'resources.template_id')
      .whereIn('resources.id', ids)
      .select({ templateKey: 'templates.key', slug: 'resources.slug' })
      .union(
        db('catalog_entries')
          .whereIn('resource_id', ids)
          .select({ templateKey: 'template_key', slug: 'slug' }),
      );
  }

  /** Living resources that a change of something else shows on. */
  async touchedBy(
    changed: { kind: 'template' | 'version' | 'project'; id: string },
    page: { after?: string; limit: number },
  ): Promise<string[]> {
    const { kind, id } = changed;
    const query = this.#knex('resources')
      .whereNot('resources.state', 'destroyed')
      .orderBy('resources.id')
      .limit(page.limit)
      .pluck('resources.id');
    if (page.after) {
      query.where('resources.id', '>', page.after);
    }
    if (kind !== 'template') {
      return query.where(`resources.${kind}_id`, id);
    }
    // Below a template that is published no more, dependencies go too.
    const below = this.#knex('resource_ancestors as up')
      .join('resources as above', 'above.id', 'up.ancestor_id')
      .where('above.template_id', id)
      .select('up.resource_id');
    return query.where(part =>
      part.where('resources.template_id', id).orWhereIn('resources.id', below),
    );
  }

  async #complete(rows: FeedRow[], db: Knex): Promise<CatalogResource[]> {
    // One after the other: in a transaction there is only one connection.
    const owners = await this.#projectOwners(rows, db);
    const dependencies = await this.#dependencies.read(rows, db);
    return rows.map(row => ({
      id: row.id,
      templateKey: row.templateKey,
      templateName: row.templateName,
      name: row.name,
      slug: row.slug,
      description: row.description ?? undefined,
      labels: JSON.parse(row.labels),
      ownerRef: row.ownerRef ?? owners.get(row.projectId ?? ''),
      projectKey: row.projectKey ?? undefined,
      abstract: Boolean(row.abstract),
      state: row.state,
      versionLifecycle: row.versionLifecycle ?? undefined,
      dependsOn: dependencies.get(row.id) ?? [],
    }));
  }

  /** By project one of its owners, groups before users. */
  async #projectOwners(
    rows: FeedRow[],
    db: Knex,
  ): Promise<Map<string, string>> {
    const ids = new Set(
      rows.flatMap(({ ownerRef, projectId }) =>
        ownerRef || !projectId ? [] : [projectId],
      ),
    );
    if (ids.size === 0) {
      return new Map();
    }
    const owners: { project: string; ref: string }[] = await db(
      'project_owners',
    )
      .whereIn('project_id', [...ids])
      .groupBy('project_id')
      // A group comes before a user in the alphabet.
      .select({ project: 'project_id' })
      .min({ ref: 'principal_ref' });
    return new Map(owners.map(({ project, ref }) => [project, ref]));
  }
}

function published(db: Knex): Knex.QueryBuilder {
  return db('resources')
    .join('templates', 'templates.id', 'resources.template_id')
    .leftJoin('projects', 'projects.id', 'resources.project_id')
    .leftJoin(
      'template_versions as versions',
      'versions.id',
      'resources.version_id',
    )
    .where('templates.publish_to_catalog', true)
    .whereNot('resources.state', 'destroyed')
    .select({
      id: 'resources.id',
      templateKey: 'templates.key',
      templateName: 'templates.name',
      name: 'resources.name',
      slug: 'resources.slug',
      description: 'resources.description',
      labels: 'resources.labels',
      ownerRef: 'resources.owner_ref',
      projectId: 'resources.project_id',
      projectKey: 'projects.key',
      abstract: 'resources.abstract',
      state: 'resources.state',
      versionId: 'resources.version_id',
      versionLifecycle: 'versions.lifecycle',
    });
}
