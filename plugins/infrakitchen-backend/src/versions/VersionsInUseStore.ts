import type {
  ModuleAnalysis,
  Output,
  OutputConsumer,
  TemplateVersion,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';

/** More than anybody keeps open for a template and those above it. */
const MAX_IN_USE = 500;

/** Outputs of one type look alike in every resource; a few tell the type. */
const MAX_SAMPLES = 100;

/** The outputs of one resource, to tell their types by. */
export interface OutputSample {
  templateId: string;
  /** Of the version that was applied last. */
  ref?: string;
  outputs: Output[];
}

/** A version that resources have or may get. */
export interface VersionInUse {
  id: string;
  templateId: string;
  ref: string;
  analysis: ModuleAnalysis;
}

interface InUseRow {
  id: string;
  template_id: string;
  ref: string;
  analysis: string;
}

interface ConsumerRow extends Omit<InUseRow, 'template_id'> {
  templateName: string;
  variable_rules: string;
}

/** The versions that rules and conventions of other records must agree with. */
export class VersionsInUseStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Versions of templates that resources have or may get, newest first. */
  async inUse(
    templateIds: string[],
    db: Knex = this.#knex,
  ): Promise<VersionInUse[]> {
    if (templateIds.length === 0) {
      return [];
    }
    const rows: InUseRow[] = await usable(db)
      .whereIn('template_versions.template_id', templateIds)
      .orderBy('template_versions.created_at', 'desc')
      .limit(MAX_IN_USE)
      .select('id', 'template_id', 'ref', 'analysis');
    return rows.map(row => ({
      id: row.id,
      templateId: row.template_id,
      ref: row.ref,
      analysis: JSON.parse(row.analysis),
    }));
  }

  async analysesInUse(
    templateIds: string[],
    db?: Knex,
  ): Promise<Map<string, ModuleAnalysis[]>> {
    const analyses = new Map<string, ModuleAnalysis[]>();
    for (const { templateId, analysis } of await this.inUse(templateIds, db)) {
      const known = analyses.get(templateId) ?? [];
      analyses.set(templateId, [...known, analysis]);
    }
    return analyses;
  }

  /** What provisioned resources of templates have put out lately. */
  async outputSamples(
    templateIds: string[],
    db: Knex = this.#knex,
  ): Promise<OutputSample[]> {
    if (templateIds.length === 0) {
      return [];
    }
    const rows = await db('resources')
      .leftJoin(
        'template_versions as v',
        'v.id',
        'resources.applied_version_id',
      )
      .whereIn('resources.template_id', templateIds)
      .where('resources.state', 'provisioned')
      .orderBy('resources.updated_at', 'desc')
      .limit(MAX_SAMPLES)
      .select('resources.template_id', 'resources.outputs', 'v.ref');
    return rows.map(row => ({
      templateId: row.template_id,
      ref: row.ref ?? undefined,
      outputs: JSON.parse(row.outputs),
    }));
  }

  /**
   * Variables of versions in use that take outputs of a template. Of those that
   * a scope leaves out only that there is one.
   */
  async consumersOf(
    templateId: string,
    scope?: AccessScope,
  ): Promise<OutputConsumer[]> {
    const rows: ConsumerRow[] = await usable(this.#knex)
      .join('templates', 'templates.id', 'template_versions.template_id')
      // An id of a template occurs in rules for no other reason.
      .where('template_versions.variable_rules', 'like', `%${templateId}%`)
      .orderBy('template_versions.created_at', 'desc')
      .limit(MAX_IN_USE)
      .select(
        'template_versions.id',
        'template_versions.ref',
        'template_versions.analysis',
        'template_versions.variable_rules',
        { templateName: 'templates.name' },
      );
    const seen = this.#knex('template_versions').whereIn(
      'id',
      rows.map(({ id }) => id),
    );
    scope?.restrict('version', seen);
    const seenIds = new Set<string>(await seen.pluck('id'));
    return rows.flatMap(row => consumersIn(row, templateId, seenIds));
  }

  /** Id of the version that its template had before this one. */
  async predecessorId(
    version: Pick<TemplateVersion, 'id' | 'templateId' | 'createdAt'>,
    db: Knex = this.#knex,
  ): Promise<string | undefined> {
    const createdAt = Date.parse(version.createdAt);
    const row = await db('template_versions')
      .where('template_id', version.templateId)
      .whereNot('id', version.id)
      .whereNotNull('analysis')
      .where(earlier =>
        earlier
          .where('created_at', '<', createdAt)
          .orWhere(same =>
            same.where('created_at', createdAt).where('id', '<', version.id),
          ),
      )
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .first('id');
    return row?.id;
  }
}

/** Analysed versions that are offered, or that living resources have. */
function usable(db: Knex): Knex.QueryBuilder {
  return db('template_versions')
    .whereNotNull('template_versions.analysis')
    .where(used =>
      used
        .where(offered =>
          offered
            .where('template_versions.enabled', true)
            .whereNot('template_versions.lifecycle', 'archived'),
        )
        .orWhereExists(
          db('resources')
            .where('resources.version_id', db.ref('template_versions.id'))
            .whereNot('resources.state', 'destroyed')
            .select(db.raw('1')),
        ),
    );
}

function consumersIn(
  row: ConsumerRow,
  templateId: string,
  seen: ReadonlySet<string>,
): OutputConsumer[] {
  const rules: VariableRules = JSON.parse(row.variable_rules);
  const { variables }: ModuleAnalysis = JSON.parse(row.analysis);
  const { id, ref, templateName } = row;
  return variables.flatMap(({ name, sensitive }) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    return rule?.reference?.templateId === templateId
      ? [
          {
            output: rule.reference.output,
            variable: name,
            sensitive: sensitive || rule.sensitive === true,
            version: seen.has(id) ? { id, ref, templateName } : undefined,
          },
        ]
      : [];
  });
}
