import type { VariableRules } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';

/** A version whose tag or branch is looked at. */
export interface WatchedVersion {
  id: string;
  templateId: string;
  repositoryUrl: string;
  path: string;
  refType: 'tag' | 'branch';
  ref: string;
  commitSha?: string;
  movedTo?: string;
  variableRules: VariableRules;
}

interface WatchedRow {
  id: string;
  template_id: string;
  repository_url: string;
  path: string;
  ref_type: WatchedVersion['refType'];
  ref: string;
  commit_sha: string | null;
  moved_to: string | null;
  variable_rules: string;
}

/** More repositories than any portal has templates of. */
const MAX_REPOSITORIES = 1_000;

/** Versions of templates that are in use, by their repositories. */
export class WatchedVersionStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Where the modules of templates are. */
  async repositories(): Promise<string[]> {
    return this.#watched()
      .distinct('v.repository_url')
      .orderBy('v.repository_url')
      .limit(MAX_REPOSITORIES)
      .pluck('v.repository_url');
  }

  /** Those that are modules of one repository. */
  async at(repositoryUrl: string): Promise<WatchedVersion[]> {
    const rows: WatchedRow[] = await this.#watched()
      .where('v.repository_url', repositoryUrl)
      .orderBy(['v.created_at', 'v.id'])
      .select('v.*');
    return rows.map(row => ({
      id: row.id,
      templateId: row.template_id,
      repositoryUrl: row.repository_url,
      path: row.path,
      refType: row.ref_type,
      ref: row.ref,
      commitSha: row.commit_sha ?? undefined,
      movedTo: row.moved_to ?? undefined,
      variableRules: JSON.parse(row.variable_rules),
    }));
  }

  /**
   * Says what the ref of a version stands for now, unless somebody analysed it
   * anew meanwhile.
   *
   * @returns whether it was not known yet.
   */
  async setMoved(
    tx: Knex,
    version: Pick<WatchedVersion, 'id' | 'commitSha'>,
    movedTo: string | undefined,
  ): Promise<boolean> {
    const { id, commitSha } = version;
    const query = tx('template_versions')
      .where({ id, commit_sha: commitSha })
      .update({ moved_to: movedTo ?? null });
    if (movedTo === undefined) {
      query.whereNotNull('moved_to');
    } else {
      query.where(other =>
        other.whereNull('moved_to').orWhereNot('moved_to', movedTo),
      );
    }
    return (await query) > 0;
  }

  #watched(): Knex.QueryBuilder {
    return this.#knex('template_versions as v')
      .join('templates as t', 't.id', 'v.template_id')
      .where({ 't.enabled': true, 'v.enabled': true })
      .whereNot('v.lifecycle', 'archived');
  }
}
