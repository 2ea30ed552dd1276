import type {
  CatalogTemplate,
  Conventions,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { readPage } from '../database';
import type { CatalogName, EntrySource } from './types';

interface TemplateRow {
  id: string;
  key: string;
  name: string;
  description: string | null;
  labels: string;
  conventions: string;
}

interface VersionRow {
  templateId: string;
  id: string;
  ref: string;
}

/**
 * Reads what software templates are made from: with a fixed number of queries
 * for any number of them. Their names have no slug.
 */
export class CatalogTemplateStore implements EntrySource<CatalogTemplate> {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Published templates in the order of their ids. */
  async list(page: {
    limit: number;
    cursor?: string;
  }): Promise<{ items: CatalogTemplate[]; nextCursor?: string }> {
    const { rows, nextCursor } = await readPage<TemplateRow>(
      published(this.#knex),
      {
        ...page,
        table: 'templates',
        order: { column: 'id', direction: 'asc' },
      },
    );
    return { items: await this.#complete(rows, this.#knex), nextCursor };
  }

  async named(
    names: CatalogName[],
    db: Knex = this.#knex,
  ): Promise<CatalogTemplate[]> {
    const rows: TemplateRow[] = await published(db).whereIn(
      'templates.key',
      names.map(({ templateKey }) => templateKey),
    );
    return this.#complete(rows, db);
  }

  nameOf({ key }: CatalogTemplate): CatalogName {
    return nameOfKey(key);
  }

  async namesOf(ids: string[], db: Knex = this.#knex): Promise<CatalogName[]> {
    const keys: string[] = await db('templates')
      .whereIn('id', ids)
      .select({ key: 'key' })
      // Those that are deleted by now.
      .union(
        db('catalog_templates')
          .whereIn('template_id', ids)
          .select({ key: 'template_key' }),
      )
      .then((rows: { key: string }[]) => rows.map(({ key }) => key));
    return keys.map(nameOfKey);
  }

  /** Templates that a change of something shows on. */
  async touchedBy(changed: {
    kind: 'template' | 'version';
    id: string;
  }): Promise<string[]> {
    const { kind, id } = changed;
    if (kind === 'template') {
      // The forms of its children ask for one of it.
      const children: string[] = await this.#knex('template_parents')
        .where({ parent_id: id })
        .pluck('template_id');
      return [id, ...children];
    }
    const version = await this.#knex('template_versions')
      .where({ id })
      .first('template_id');
    // Of a version that is gone nothing says whose it was.
    return version
      ? [version.template_id]
      : this.#knex('catalog_templates').pluck('template_id');
  }

  async #complete(rows: TemplateRow[], db: Knex): Promise<CatalogTemplate[]> {
    const ids = rows.map(({ id }) => id);
    // One after the other: in a transaction there is only one connection.
    const versions = await newestVersions(ids, db);
    const parents = await this.#parents(ids, db);
    const owners = await this.#owners(ids, db);
    return rows.flatMap(row => {
      const version = versions.get(row.id);
      const conventions = JSON.parse(row.conventions) as Conventions;
      return version
        ? {
            id: row.id,
            key: row.key,
            name: row.name,
            description: row.description ?? undefined,
            labels: JSON.parse(row.labels),
            ownerRef: owners.get(row.id),
            parents: parents.get(row.id) ?? [],
            version: { id: version.id, ref: version.ref },
            namePattern: conventions.namePattern,
            requiredTags: conventions.requiredTags,
            requiredConfigs: conventions.requiredConfigs,
          }
        : [];
    });
  }

  async #parents(
    ids: string[],
    db: Knex,
  ): Promise<Map<string, CatalogTemplate['parents']>> {
    const rows: { templateId: string; key: string; name: string }[] = await db(
      'template_parents as link',
    )
      .join('templates as parent', 'parent.id', 'link.parent_id')
      .whereIn('link.template_id', ids)
      .orderBy('parent.key')
      .select({
        templateId: 'link.template_id',
        key: 'parent.key',
        name: 'parent.name',
      });
    const parents = new Map<string, CatalogTemplate['parents']>();
    for (const { templateId, key, name } of rows) {
      parents.set(templateId, [
        ...(parents.get(templateId) ?? []),
        { key, name },
      ]);
    }
    return parents;
  }

  /** By template one who administers it, groups before users. */
  async #owners(ids: string[], db: Knex): Promise<Map<string, string>> {
    const owners: { templateId: string; ref: string }[] = await db('grants')
      .where({ scope_kind: 'template', role: 'admin' })
      .whereIn('scope_id', ids)
      .groupBy('scope_id')
      .select({ templateId: 'scope_id' })
      // A group comes before a user in the alphabet.
      .min({ ref: 'principal_ref' });
    return new Map(owners.map(({ templateId, ref }) => [templateId, ref]));
  }
}

function nameOfKey(key: string): CatalogName {
  return { templateKey: key, slug: '' };
}

/** Versions that may be used, as the form to create a resource offers them. */
function usable(db: Knex, alias: string): Knex.QueryBuilder {
  return db(`template_versions as ${alias}`)
    .where(`${alias}.lifecycle`, 'active')
    .where(`${alias}.enabled`, true)
    .where(`${alias}.status`, 'analysed')
    .whereNotNull(`${alias}.commit_sha`);
}

async function newestVersions(
  templateIds: string[],
  db: Knex,
): Promise<Map<string, VersionRow>> {
  const newer = usable(db, 'newer')
    .whereRaw('newer.template_id = versions.template_id')
    .whereRaw(
      '(newer.created_at, newer.id) > (versions.created_at, versions.id)',
    );
  const rows: VersionRow[] = await usable(db, 'versions')
    .whereIn('versions.template_id', templateIds)
    .whereNotExists(newer)
    .select({
      templateId: 'versions.template_id',
      id: 'versions.id',
      ref: 'versions.ref',
    });
  return new Map(rows.map(row => [row.templateId, row]));
}

function published(db: Knex): Knex.QueryBuilder {
  return db('templates')
    .where('templates.publish_self_service', true)
    .where('templates.enabled', true)
    .where('templates.abstract', false)
    .whereExists(
      usable(db, 'versions').whereRaw('versions.template_id = templates.id'),
    )
    .select({
      id: 'templates.id',
      key: 'templates.key',
      name: 'templates.name',
      description: 'templates.description',
      labels: 'templates.labels',
      conventions: 'templates.conventions',
    });
}
