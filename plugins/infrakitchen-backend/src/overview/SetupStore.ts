import type { SetupStep } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';

/**
 * How far an installation is on its way from nothing to something that is
 * built. It names nothing, so everybody may know it.
 */
export class SetupStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  /** The steps of the guide, in its order. */
  async read(): Promise<SetupStep[]> {
    const knex = this.#knex;
    const [connected, imported, arranged, created, provisioned] =
      await Promise.all([
        this.#isThere(knex('integrations')),
        this.#isThere(knex('template_versions')),
        this.#isThere(knex('template_parents')),
        this.#isThere(knex('resources').where('abstract', false)),
        this.#isThere(
          knex('resources')
            .where('abstract', false)
            .whereNotNull('provisioned_at'),
        ),
      ]);
    return [
      // What was built was built with some credentials, perhaps the engine's own.
      { id: 'connect', done: connected || provisioned },
      { id: 'import', done: imported },
      { id: 'arrange', done: arranged },
      { id: 'create', done: created },
      { id: 'provision', done: provisioned },
    ];
  }

  async #isThere(query: Knex.QueryBuilder): Promise<boolean> {
    return (await query.first(this.#knex.raw('1 as found'))) !== undefined;
  }
}
