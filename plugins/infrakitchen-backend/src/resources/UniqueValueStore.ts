import type { Knex } from 'knex';
import { fromRow, type ResourceRow } from './resourceRows';
import type { ResourceRecord } from './types';
import type { UniqueValue } from './uniqueValues';

/** Values that living resources of a template have reserved. */
export class UniqueValueStore {
  /**
   * Reserves unique values of a resource in place of those it had.
   * The primary key refuses what another living resource has.
   */
  async set(
    tx: Knex,
    resource: { id: string; templateId: string },
    hashes: UniqueValue[],
  ): Promise<void> {
    await this.releaseAll(tx, resource.id);
    await this.add(tx, resource, hashes);
  }

  /** Reserves unique values besides those that the resource has. */
  async add(
    tx: Knex,
    resource: { id: string; templateId: string },
    hashes: UniqueValue[],
  ): Promise<void> {
    const held = await tx('resource_unique_values')
      .where({ resource_id: resource.id })
      .select('variable', 'value_hash');
    const added = hashes.filter(
      ({ variable, hash }) =>
        !held.some(row => row.variable === variable && row.value_hash === hash),
    );
    if (added.length > 0) {
      await tx('resource_unique_values').insert(
        added.map(({ variable, hash }) => ({
          template_id: resource.templateId,
          variable,
          value_hash: hash,
          resource_id: resource.id,
        })),
      );
    }
  }

  /** Which of these values other resources of the template have. */
  async otherHolders(
    db: Knex,
    resource: { id: string; templateId: string },
    hashes: UniqueValue[],
  ): Promise<{ variable: string; id: string; name: string }[]> {
    if (hashes.length === 0) {
      return [];
    }
    return db('resource_unique_values as u')
      .join('resources as r', 'r.id', 'u.resource_id')
      .where('u.template_id', resource.templateId)
      .whereNot('u.resource_id', resource.id)
      .whereIn(
        ['u.variable', 'u.value_hash'],
        hashes.map(({ variable, hash }) => [variable, hash]),
      )
      .orderBy('u.variable')
      .select('u.variable', 'r.id', 'r.name');
  }

  async releaseAll(tx: Knex, id: string): Promise<void> {
    await tx('resource_unique_values').where({ resource_id: id }).delete();
  }

  /**
   * Living resources that have a version, or would by their pending change, in
   * the order of their ids.
   */
  async users(
    db: Knex,
    versionId: string,
    page: { limit: number },
  ): Promise<ResourceRecord[]> {
    return (await usersOf(db, versionId, page)).map(fromRow);
  }

  /** The same, locked. */
  async lockUsers(
    tx: Knex.Transaction,
    versionId: string,
    page: { after?: string; limit: number },
  ): Promise<ResourceRecord[]> {
    return (await usersOf(tx, versionId, page).forUpdate()).map(fromRow);
  }

  /** Gives back what resources of a version hold for some variables. */
  async release(
    tx: Knex,
    versionId: string,
    variables: string[],
  ): Promise<void> {
    await tx('resource_unique_values')
      .whereIn('variable', variables)
      .whereIn(
        'resource_id',
        tx('resources').where('version_id', versionId).select('id'),
      )
      // A change may be about to move it to a version with the rule.
      .whereNotIn('resource_id', tx('resource_changes').select('resource_id'))
      .delete();
  }

  /** Reserves what is free, and returns who holds each of the values then. */
  async reserve(
    tx: Knex,
    templateId: string,
    values: (UniqueValue & { resourceId: string })[],
  ): Promise<(UniqueValue & { id: string; name: string })[]> {
    if (values.length === 0) {
      return [];
    }
    await tx('resource_unique_values')
      .insert(
        values.map(({ resourceId, variable, hash }) => ({
          template_id: templateId,
          variable,
          value_hash: hash,
          resource_id: resourceId,
        })),
      )
      .onConflict(['template_id', 'variable', 'value_hash'])
      .ignore();
    return this.holders(tx, templateId, values);
  }

  /** Who holds each of some values, where anybody does. */
  async holders(
    db: Knex,
    templateId: string,
    values: UniqueValue[],
  ): Promise<(UniqueValue & { id: string; name: string })[]> {
    if (values.length === 0) {
      return [];
    }
    return db('resource_unique_values as u')
      .join('resources as r', 'r.id', 'u.resource_id')
      .where('u.template_id', templateId)
      .whereIn(
        ['u.variable', 'u.value_hash'],
        values.map(({ variable, hash }) => [variable, hash]),
      )
      .select('u.variable', { hash: 'u.value_hash' }, 'r.id', 'r.name');
  }
}

function usersOf(
  db: Knex,
  versionId: string,
  { after, limit }: { after?: string; limit: number },
) {
  const query = db<ResourceRow>('resources')
    .where(uses =>
      uses.where('resources.version_id', versionId).orWhereIn(
        'resources.id',
        db('resource_changes')
          // An id occurs in a change for no other reason.
          .where('payload', 'like', `%${versionId}%`)
          .select('resource_id'),
      ),
    )
    .whereNot('resources.state', 'destroyed')
    .orderBy('resources.id')
    .limit(limit);
  return after ? query.where('resources.id', '>', after) : query;
}
