import type { VariableRules } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { keyOf, type CatalogName } from './types';

interface Dependency extends CatalogName {
  resourceId: string;
}

/** A resource as far as its dependencies are concerned. */
interface Dependent {
  id: string;
  versionId: string | null;
}

/** What resources depend on, of what is published. */
export class CatalogDependencyStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * By resource: its parents, and the nearest resources above it whose outputs
   * its version takes; sorted, so that equal ones are equal texts.
   */
  async read(
    resources: Dependent[],
    db: Knex = this.#knex,
  ): Promise<Map<string, CatalogName[]>> {
    const found = [
      ...(await this.#parents(resources, db)),
      ...(await this.#references(resources, db)),
    ];
    const byResource = new Map<string, Map<string, CatalogName>>();
    for (const { resourceId, templateKey, slug } of found) {
      const names = byResource.get(resourceId) ?? new Map();
      names.set(keyOf({ templateKey, slug }), { templateKey, slug });
      byResource.set(resourceId, names);
    }
    return new Map(
      [...byResource].map(([id, names]) => [
        id,
        [...names.keys()].sort().map(key => names.get(key)!),
      ]),
    );
  }

  async #parents(resources: Dependent[], db: Knex): Promise<Dependency[]> {
    const query = db('resource_parents as link')
      .join('resources as above', 'above.id', 'link.parent_id')
      .whereIn(
        'link.resource_id',
        resources.map(({ id }) => id),
      );
    return visible(query).select({
      resourceId: 'link.resource_id',
      templateKey: 'templates.key',
      slug: 'above.slug',
    });
  }

  async #references(resources: Dependent[], db: Knex): Promise<Dependency[]> {
    const templates = await this.#referencedTemplates(resources, db);
    const referring = resources.filter(({ versionId }) =>
      templates.has(versionId ?? ''),
    );
    if (referring.length === 0) {
      return [];
    }
    const query = db('resource_ancestors as link')
      .join('resources as above', 'above.id', 'link.ancestor_id')
      .whereIn(
        'link.resource_id',
        referring.map(({ id }) => id),
      )
      .whereIn('above.template_id', [
        ...new Set([...templates.values()].flat()),
      ]);
    const rows: (Dependency & { templateId: string; distance: number })[] =
      await visible(query).orderBy('link.distance').select({
        resourceId: 'link.resource_id',
        templateKey: 'templates.key',
        slug: 'above.slug',
        templateId: 'above.template_id',
        distance: 'link.distance',
      });
    const wanted = new Map(
      referring.map(({ id, versionId }) => [id, templates.get(versionId!)!]),
    );
    const nearest = new Map<string, number>();
    return rows.filter(({ resourceId, templateId, distance }) => {
      if (!wanted.get(resourceId)!.includes(templateId)) {
        return false;
      }
      const key = `${resourceId}/${templateId}`;
      nearest.set(key, nearest.get(key) ?? distance);
      return nearest.get(key) === distance;
    });
  }

  /** By version the templates whose outputs its variables take. */
  async #referencedTemplates(
    resources: Dependent[],
    db: Knex,
  ): Promise<Map<string, string[]>> {
    const ids = new Set(resources.flatMap(({ versionId }) => versionId ?? []));
    const versions: { id: string; rules: string }[] = await db(
      'template_versions',
    )
      .whereIn('id', [...ids])
      .select({ id: 'id', rules: 'variable_rules' });
    return new Map(
      versions.flatMap(({ id, rules }) => {
        const templates = Object.values(
          JSON.parse(rules) as VariableRules,
        ).flatMap(({ reference }) => reference?.templateId ?? []);
        return templates.length > 0 ? [[id, templates]] : [];
      }),
    );
  }
}

function visible(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query
    .join('templates', 'templates.id', 'above.template_id')
    .where('templates.publish_to_catalog', true)
    .whereNot('above.state', 'destroyed');
}
