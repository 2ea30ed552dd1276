import type { Knex } from 'knex';

/** Marks of resources that were built with what a secret held before. */
export class StaleSecretStore {
  /**
   * Marks what was built with a secret that holds another value now. Nobody
   * knows the value here, so this is not found by comparing inputs.
   */
  async mark(tx: Knex, secretId: string): Promise<void> {
    await tx('resources')
      .where({ state: 'provisioned' })
      .whereIn('id', used =>
        used
          .from('resource_secrets')
          .where({ secret_id: secretId })
          .select('resource_id'),
      )
      .update({ stale_inputs: true, stale_secrets: true });
  }

  /** After a run: it may have been given what a secret held before. */
  async settle(tx: Knex, resourceId: string, startedAt: number): Promise<void> {
    const moved = await tx('resource_secrets as a')
      .join('secrets as s', 's.id', 'a.secret_id')
      .where('a.resource_id', resourceId)
      // Not its rotation alone: another path or integration holds other values.
      .where('s.updated_at', '>=', startedAt)
      .first('s.id');
    await tx('resources')
      .where({ id: resourceId })
      .update({
        stale_secrets: moved !== undefined,
        ...(moved && { stale_inputs: true }),
      });
  }

  /** Those of some resources that have secrets which are kept elsewhere. */
  async withForeign(db: Knex, resourceIds: string[]): Promise<Set<string>> {
    const ids: string[] = await db('resource_secrets as a')
      .join('secrets as s', 's.id', 'a.secret_id')
      .whereIn('a.resource_id', resourceIds)
      .whereNotNull('s.integration_id')
      .pluck('a.resource_id');
    return new Set(ids);
  }
}
