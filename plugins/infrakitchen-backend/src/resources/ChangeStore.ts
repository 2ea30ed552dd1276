import type { Knex } from 'knex';
import type { ChangeRecord } from './types';

interface ChangeRow {
  resource_id: string;
  payload: string;
  sensitive_values: string | null;
  authors: string;
  edited_in: string;
  revision: number;
  created_by: string;
  created_at: string | number;
  updated_at: string | number;
}

/** Pending changes, at most one per resource. */
export class ChangeStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(
    resourceId: string,
    db: Knex = this.#knex,
  ): Promise<ChangeRecord | undefined> {
    return (await this.getMany([resourceId], db)).get(resourceId);
  }

  /** Changes by resource, of those that have one. */
  async getMany(
    resourceIds: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, ChangeRecord>> {
    if (resourceIds.length === 0) {
      return new Map();
    }
    const rows = await db<ChangeRow>('resource_changes').whereIn(
      'resource_id',
      resourceIds,
    );
    return new Map(rows.map(row => [row.resource_id, toChange(row)]));
  }

  /** Which of these resources have a change. */
  async existing(ids: string[], db: Knex = this.#knex): Promise<Set<string>> {
    const rows = await db<ChangeRow>('resource_changes')
      .whereIn('resource_id', ids)
      .select('resource_id');
    return new Set(rows.map(row => row.resource_id));
  }

  async put(tx: Knex, change: ChangeRecord): Promise<void> {
    await tx<ChangeRow>('resource_changes')
      .insert({
        resource_id: change.resourceId,
        payload: JSON.stringify(change.payload),
        sensitive_values: change.sensitiveValues
          ? JSON.stringify(change.sensitiveValues)
          : null,
        authors: JSON.stringify(change.authors),
        edited_in: JSON.stringify(change.editedIn),
        revision: change.revision,
        created_by: change.createdBy,
        created_at: change.createdAt,
        updated_at: change.updatedAt,
      })
      .onConflict('resource_id')
      .merge();
  }

  async delete(tx: Knex, resourceId: string): Promise<boolean> {
    const deleted = await tx('resource_changes')
      .where({ resource_id: resourceId })
      .delete();
    return deleted > 0;
  }
}

function toChange(row: ChangeRow): ChangeRecord {
  return {
    resourceId: row.resource_id,
    payload: JSON.parse(row.payload),
    sensitiveValues: row.sensitive_values
      ? JSON.parse(row.sensitive_values)
      : undefined,
    authors: JSON.parse(row.authors),
    editedIn: JSON.parse(row.edited_in),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}
