import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import {
  containsPattern,
  readPage,
  type PageOrder,
  type RowPage,
} from '../database';
import { toRecord, toRow, type TemplateRow } from './templateRows';
import {
  toTemplate,
  type TemplateCriteria,
  type TemplateRecord,
  type TemplateRelations,
} from './types';

interface LinkRow {
  template_id: string;
  parent_id: string;
}

/** What is told of the template of a resource. */
export type TemplateBrief = Pick<Template, 'id' | 'key' | 'name' | 'enabled'>;

/** Templates and their parents in the database. */
export class TemplateStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The template as the API shows it. */
  async get(
    id: string,
    { db = this.#knex, scope }: { db?: Knex; scope?: AccessScope } = {},
  ): Promise<Template | undefined> {
    const row = await db<TemplateRow>('templates').where({ id }).first();
    return row && (await this.#complete([row], db, scope))[0];
  }

  /** What their resources tell of templates, by id. */
  async briefs(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, TemplateBrief>> {
    const rows = await db('templates')
      .whereIn('id', [...new Set(ids)])
      .select('id', 'key', 'name', 'enabled');
    return new Map(
      rows.map(row => [row.id, { ...row, enabled: Boolean(row.enabled) }]),
    );
  }

  /** The templates with these ids, in no particular order. */
  async getMany(ids: string[], db: Knex = this.#knex): Promise<Template[]> {
    const rows = await db<TemplateRow>('templates').whereIn('id', ids);
    return this.#complete(rows, db);
  }

  /** The record, with its row locked until the end of the transaction. */
  async lock(
    tx: Knex.Transaction,
    id: string,
  ): Promise<TemplateRecord | undefined> {
    const row = await tx<TemplateRow>('templates')
      .where({ id })
      .forUpdate()
      .first();
    if (!row) {
      return undefined;
    }
    const links = await tx<LinkRow>('template_parents')
      .where({ template_id: id })
      .select('parent_id');
    return toRecord(
      row,
      links.map(link => link.parent_id),
    );
  }

  /** Keeps a template from being changed until the end of the transaction. */
  async hold(tx: Knex.Transaction, id: string): Promise<void> {
    await tx('templates').where({ id }).forShare().select('id');
  }

  /** Ids by key, of those that exist. */
  async idsByKey(
    keys: string[],
    db: Knex = this.#knex,
  ): Promise<Record<string, string>> {
    const rows = await db<TemplateRow>('templates')
      .whereIn('key', keys)
      .select('id', 'key');
    return Object.fromEntries(rows.map(({ id, key }) => [key, id]));
  }

  /** What every resource of a template must follow, by id. */
  async conventions(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, Pick<Template, 'name' | 'conventions'>>> {
    const rows = await db<TemplateRow>('templates')
      .whereIn('id', [...new Set(ids)])
      .select('id', 'name', 'conventions');
    return new Map(
      rows.map(({ id, name, conventions }) => [
        id,
        { name, conventions: JSON.parse(conventions) },
      ]),
    );
  }

  /** Names by id, of those that exist. */
  async names(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, string>> {
    const rows = await db<TemplateRow>('templates')
      .whereIn('id', ids)
      .select('id', 'name');
    return new Map(rows.map(row => [row.id, row.name]));
  }

  async list(options: {
    criteria: TemplateCriteria;
    order: PageOrder;
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<{ items: Template[]; nextCursor?: string }> {
    const page: RowPage<TemplateRow> = await readPage(
      this.#matching(options.criteria, options.scope).select('templates.*'),
      { ...options, table: 'templates' },
    );
    return {
      items: await this.#complete(page.rows, this.#knex, options.scope),
      nextCursor: page.nextCursor,
    };
  }

  async count(
    criteria: TemplateCriteria,
    scope?: AccessScope,
  ): Promise<number> {
    return countOf(await this.#matching(criteria, scope).count({ total: '*' }));
  }

  async insert(tx: Knex, record: TemplateRecord): Promise<void> {
    await tx<TemplateRow>('templates').insert(toRow(record));
    await insertParents(tx, record);
  }

  async update(
    tx: Knex,
    before: TemplateRecord,
    after: TemplateRecord,
  ): Promise<void> {
    const { id, ...row } = toRow(after);
    await tx<TemplateRow>('templates').where({ id }).update(row);
    const removed = before.parentIds.filter(
      parent => !after.parentIds.includes(parent),
    );
    await tx<LinkRow>('template_parents')
      .where({ template_id: id })
      .whereIn('parent_id', removed)
      .delete();
    await insertParents(tx, {
      id,
      parentIds: after.parentIds.filter(
        parent => !before.parentIds.includes(parent),
      ),
    });
  }

  async delete(tx: Knex, id: string): Promise<void> {
    await tx<TemplateRow>('templates').where({ id }).delete();
  }

  #matching(
    criteria: TemplateCriteria,
    scope?: AccessScope,
  ): Knex.QueryBuilder {
    const query = this.#knex('templates');
    scope?.restrict('template', query);
    if (criteria.abstract) {
      query.whereIn('templates.abstract', criteria.abstract);
    }
    if (criteria.enabled) {
      query.whereIn('templates.enabled', criteria.enabled);
    }
    if (criteria.key) {
      query.whereIn('templates.key', criteria.key);
    }
    const { parentId, q } = criteria;
    if (parentId) {
      query.whereIn('templates.id', children =>
        children
          .from('template_parents')
          .whereIn('parent_id', parentId)
          .select('template_id'),
      );
    }
    if (q) {
      query.whereRaw(`lower(templates.name) like ? escape '\\'`, [
        containsPattern(q),
      ]);
    }
    return query;
  }

  /** Adds what other tables tell, with one query per table for all rows. */
  async #complete(
    rows: TemplateRow[],
    db: Knex,
    scope?: AccessScope,
  ): Promise<Template[]> {
    const ids = rows.map(row => row.id);
    if (ids.length === 0) {
      return [];
    }
    // One after the other: in a transaction there is only one connection.
    const parents = await linksOf(db, 'template_id', 'parent_id', ids, scope);
    const children = await linksOf(db, 'parent_id', 'template_id', ids, scope);
    const living = db('resources').whereNot('state', 'destroyed');
    scope?.restrict('resource', living);
    const resources = await countBy(living, 'template_id', ids);
    const roles = await scope?.rolesOf('template', ids);
    const versions = await countBy(db('template_versions'), 'template_id', ids);
    return rows.map(row => {
      const relations: TemplateRelations = {
        parentIds: parents.get(row.id) ?? [],
        childIds: children.get(row.id) ?? [],
        resourceCount: resources.get(row.id) ?? 0,
        versionCount: versions.get(row.id) ?? 0,
      };
      return {
        ...toTemplate(toRecord(row, relations.parentIds), relations),
        role: roles?.get(row.id),
      };
    });
  }
}

async function insertParents(
  tx: Knex,
  { id, parentIds }: Pick<TemplateRecord, 'id' | 'parentIds'>,
): Promise<void> {
  if (parentIds.length > 0) {
    await tx<LinkRow>('template_parents').insert(
      parentIds.map(parentId => ({ template_id: id, parent_id: parentId })),
    );
  }
}

/** Ids at the other end of links, in the order of their names. */
async function linksOf(
  db: Knex,
  from: keyof LinkRow,
  to: keyof LinkRow,
  ids: string[],
  scope?: AccessScope,
): Promise<Map<string, string[]>> {
  const query = db('template_parents')
    .join('templates', 'templates.id', `template_parents.${to}`)
    .whereIn(`template_parents.${from}`, ids)
    .orderBy('templates.name')
    .select('template_parents.template_id', 'template_parents.parent_id');
  scope?.restrict('template', query);
  const rows: LinkRow[] = await query;
  const links = new Map<string, string[]>();
  for (const row of rows) {
    const known = links.get(row[from]);
    if (known) {
      known.push(row[to]);
    } else {
      links.set(row[from], [row[to]]);
    }
  }
  return links;
}

async function countBy(
  query: Knex.QueryBuilder,
  column: string,
  ids: string[],
): Promise<Map<string, number>> {
  const rows: { key: string; total: number | string }[] = await query
    .whereIn(column, ids)
    .groupBy(column)
    .select({ key: column })
    .count({ total: '*' });
  return new Map(rows.map(row => [row.key, Number(row.total)]));
}

function countOf(rows: { total?: number | string }[]): number {
  return Number(rows[0]?.total ?? 0);
}
