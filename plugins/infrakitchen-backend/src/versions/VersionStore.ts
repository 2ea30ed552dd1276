import type {
  TemplateVersion,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import { containsPattern, readPage, sample, type Sample } from '../database';
import { toVersion, type NormalisedSource, type VersionRecord } from './types';

interface VersionRow {
  id: string;
  template_id: string;
  repository_url: string;
  path: string;
  ref_type: VersionRecord['refType'];
  ref: string;
  commit_sha: string | null;
  description: string | null;
  lifecycle: VersionRecord['lifecycle'];
  enabled: boolean | number;
  status: VersionRecord['status'];
  analysis: string | null;
  error: string | null;
  breaking_changes: string | null;
  variable_rules: string;
  revision: number;
  created_by: string;
  created_at: string | number;
  updated_at: string | number;
  analysed_at: string | number | null;
  moved_to: string | null;
}

/** What a version says about the values of its resources. */
export type VersionDefinition = Pick<
  TemplateVersion,
  'id' | 'ref' | 'lifecycle' | 'analysis' | 'variableRules'
>;

/** What is told of the version of a resource. */
export interface VersionBrief
  extends Pick<TemplateVersion, 'id' | 'ref' | 'lifecycle' | 'enabled'> {
  /** Empty where the module could not be read yet. */
  commitSha: string;
  analysed: boolean;
  /** Variables that a rule made sensitive, perhaps after they were set. */
  hidden: string[];
}

/** As short as git abbreviates commits; fewer digits are a part of a tag. */
const COMMIT = /^[0-9a-f]{4,64}$/i;

/** Versions of templates in the database. */
export class VersionStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The version, without the number of its resources. */
  async get(
    id: string,
    db: Knex = this.#knex,
  ): Promise<TemplateVersion | undefined> {
    return (await this.getMany([id], db))[0];
  }

  /** What their resources tell of versions, by id. */
  async briefs(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, VersionBrief>> {
    if (ids.length === 0) {
      return new Map();
    }
    const rows = await db<VersionRow>('template_versions')
      .whereIn('id', [...new Set(ids)])
      .select(
        'id',
        'ref',
        'commit_sha',
        'lifecycle',
        'enabled',
        'variable_rules',
      );
    return new Map(
      rows.map(row => [
        row.id,
        {
          id: row.id,
          ref: row.ref,
          commitSha: row.commit_sha ?? '',
          lifecycle: row.lifecycle,
          enabled: Boolean(row.enabled),
          analysed: row.commit_sha !== null,
          hidden: hiddenNames(JSON.parse(row.variable_rules)),
        },
      ]),
    );
  }

  /** The version with the number of its resources that may be seen. */
  async getCounted(
    id: string,
    scope?: AccessScope,
  ): Promise<TemplateVersion | undefined> {
    const row = await this.#knex<VersionRow>('template_versions')
      .where({ id })
      .first();
    return row && (await this.#counted([row], scope))[0];
  }

  /** The versions with these ids, in no particular order. */
  async getMany(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<TemplateVersion[]> {
    const rows = await db<VersionRow>('template_versions').whereIn('id', ids);
    return rows.map(row => toVersion(toRecord(row)));
  }

  /** The record, with its row locked until the end of the transaction. */
  async lock(
    tx: Knex.Transaction,
    id: string,
  ): Promise<VersionRecord | undefined> {
    const row = await tx<VersionRow>('template_versions')
      .where({ id })
      .forUpdate()
      .first();
    return row && toRecord(row);
  }

  /** Keeps the rules of a version from being changed until the end of the transaction. */
  async hold(tx: Knex.Transaction, id: string): Promise<void> {
    await tx('template_versions').where({ id }).forShare().select('id');
  }

  /**
   * Versions of a template, newest first. With `q`, those whose tag or branch,
   * path or description contains it, or whose commit begins with it.
   */
  async list(options: {
    templateId: string;
    q?: string;
    limit: number;
    cursor?: string;
    scope?: AccessScope;
  }): Promise<{ items: TemplateVersion[]; nextCursor?: string }> {
    const { templateId, q, limit, cursor } = options;
    const query = this.#knex('template_versions').where(
      'template_id',
      templateId,
    );
    if (q) {
      query.where(found => whereFound(found, q));
    }
    const page = await readPage<VersionRow>(query, {
      table: 'template_versions',
      order: { column: 'created_at', direction: 'desc' },
      limit,
      cursor,
    });
    return {
      items: await this.#counted(page.rows, options.scope),
      nextCursor: page.nextCursor,
    };
  }

  /** The version of a template with this source. */
  async findSource(
    templateId: string,
    source: NormalisedSource,
    db: Knex = this.#knex,
  ): Promise<Pick<VersionRecord, 'id' | 'ref'> | undefined> {
    return db<VersionRow>('template_versions')
      .where({
        template_id: templateId,
        repository_url: source.repositoryUrl,
        path: source.path,
        ref_type: source.refType,
        ref: source.ref,
      })
      .select('id', 'ref')
      .first();
  }

  /** What decides about values, by version; without what counting takes. */
  async definitions(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, VersionDefinition>> {
    if (ids.length === 0) {
      return new Map();
    }
    const rows = await db<VersionRow>('template_versions')
      .whereIn('id', [...new Set(ids)])
      .select('id', 'ref', 'lifecycle', 'analysis', 'variable_rules');
    return new Map(
      rows.map(({ id, ref, lifecycle, analysis, variable_rules: rules }) => [
        id,
        {
          ...{ id, ref, lifecycle },
          analysis: analysis ? JSON.parse(analysis) : undefined,
          variableRules: JSON.parse(rules),
        },
      ]),
    );
  }

  async insert(tx: Knex, record: VersionRecord): Promise<void> {
    await tx<VersionRow>('template_versions').insert(toRow(record));
  }

  async update(tx: Knex, record: VersionRecord): Promise<void> {
    const { id, ...row } = toRow(record);
    await tx<VersionRow>('template_versions').where({ id }).update(row);
  }

  async delete(tx: Knex, id: string): Promise<void> {
    await tx<VersionRow>('template_versions').where({ id }).delete();
  }

  /**
   * Resources that use a version, that were last applied with it, or that
   * would use it by a change which is not applied yet.
   */
  async users(
    db: Knex,
    { id, templateId }: Pick<VersionRecord, 'id' | 'templateId'>,
  ): Promise<Sample> {
    return sample(
      db('resources')
        .where('resources.template_id', templateId)
        .where(uses =>
          uses
            .where('resources.version_id', id)
            .orWhere('resources.applied_version_id', id)
            // An id occurs in a change for no other reason.
            .orWhereExists(change =>
              change
                .from('resource_changes')
                .where('resource_id', db.ref('resources.id'))
                .where('payload', 'like', `%${id}%`)
                .select(db.raw('1')),
            ),
        ),
      { id: 'resources.id', name: 'resources.name' },
    );
  }

  async #counted(
    rows: VersionRow[],
    scope?: AccessScope,
  ): Promise<TemplateVersion[]> {
    if (rows.length === 0) {
      return [];
    }
    const query = this.#knex('resources')
      .whereIn(
        'version_id',
        rows.map(row => row.id),
      )
      .whereNot('state', 'destroyed')
      .groupBy('version_id')
      .select({ id: 'version_id' })
      .count({ total: '*' });
    scope?.restrict('resource', query);
    const counts = (await query) as { id: string; total: number | string }[];
    const byVersion = new Map(counts.map(row => [row.id, Number(row.total)]));
    return rows.map(row =>
      toVersion(toRecord(row), byVersion.get(row.id) ?? 0),
    );
  }
}

/** What people know a version by. */
function whereFound(query: Knex.QueryBuilder, q: string): void {
  for (const column of ['ref', 'path', 'description']) {
    query.orWhereRaw(`lower(??) like ? escape '\\'`, [
      column,
      containsPattern(q),
    ]);
  }
  if (COMMIT.test(q)) {
    query.orWhere('commit_sha', 'like', `${q.toLowerCase()}%`);
  }
}

function toRecord(row: VersionRow): VersionRecord {
  return {
    id: row.id,
    templateId: row.template_id,
    repositoryUrl: row.repository_url,
    path: row.path,
    refType: row.ref_type,
    ref: row.ref,
    commitSha: row.commit_sha ?? undefined,
    description: row.description ?? undefined,
    lifecycle: row.lifecycle,
    enabled: Boolean(row.enabled),
    status: row.status,
    analysis: row.analysis ? JSON.parse(row.analysis) : undefined,
    error: row.error ? JSON.parse(row.error) : undefined,
    breakingChanges: row.breaking_changes ?? undefined,
    variableRules: JSON.parse(row.variable_rules),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    analysedAt: row.analysed_at === null ? undefined : Number(row.analysed_at),
    movedTo: row.moved_to ?? undefined,
  };
}

function toRow(record: VersionRecord): VersionRow {
  return {
    id: record.id,
    template_id: record.templateId,
    repository_url: record.repositoryUrl,
    path: record.path,
    ref_type: record.refType,
    ref: record.ref,
    commit_sha: record.commitSha ?? null,
    description: record.description ?? null,
    lifecycle: record.lifecycle,
    enabled: record.enabled,
    status: record.status,
    analysis: record.analysis ? JSON.stringify(record.analysis) : null,
    error: record.error ? JSON.stringify(record.error) : null,
    breaking_changes: record.breakingChanges ?? null,
    variable_rules: JSON.stringify(record.variableRules),
    revision: record.revision,
    created_by: record.createdBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    analysed_at: record.analysedAt ?? null,
    moved_to: record.movedTo ?? null,
  };
}

function hiddenNames(rules: VariableRules): string[] {
  return Object.keys(rules).filter(name => rules[name].sensitive);
}
