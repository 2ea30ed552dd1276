import type { Knex } from 'knex';
import type { KeyRing } from '../crypto';
import type { VersionStore } from '../versions';
import type { HierarchyStore } from './HierarchyStore';
import type { ResourceStore } from './ResourceStore';
import type { ValuesService } from './ValuesService';

/** Below a resource with more than this the marks are left to the next run. */
const MAX_DESCENDANTS = 5_000;

/**
 * Marks resources whose inputs are no longer those of their last apply,
 * because something above them changed.
 */
export class StaleInputs {
  readonly #knex: Knex;
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #versions: VersionStore;
  readonly #values: ValuesService;
  readonly #keys: KeyRing;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    versions: VersionStore;
    values: ValuesService;
    keys: KeyRing;
  }) {
    this.#knex = options.knex;
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#versions = options.versions;
    this.#values = options.values;
    this.#keys = options.keys;
  }

  /** Compares everything below a resource with what it was applied with. */
  async refresh(resourceId: string): Promise<void> {
    const ids = await this.#hierarchy.descendants(resourceId, MAX_DESCENDANTS);
    const candidates = (await this.#resources.getMany(ids)).filter(
      resource => resource.state === 'provisioned' && resource.appliedInputs,
    );
    const [parents, entries] = await Promise.all([
      this.#hierarchy.parents(candidates.map(resource => resource.id)),
      this.#resources.entries(candidates.map(resource => resource.id)),
    ]);
    for (const resource of candidates) {
      const version = await this.#versions.get(resource.versionId!);
      const resolved = await this.#values.resolve(
        this.#values.targetOf({
          resource,
          parentIds: parents.get(resource.id)!.map(parent => parent.id),
          entries: entries.get(resource.id)!,
          version,
        }),
        { secrets: true },
      );
      const applied = this.#keys.decryptJson<{
        values: Parameters<ValuesService['digestOf']>[0]['values'];
        tags: Record<string, string>;
      }>(resource.appliedInputs!, {
        table: 'resources',
        column: 'applied_inputs',
        id: resource.id,
      });
      const stale =
        resolved.errors.length > 0 ||
        this.#values.digest(resolved) !== this.#values.digestOf(applied);
      if (stale !== resource.staleInputs) {
        await this.#knex('resources')
          .where({ id: resource.id, revision: resource.revision })
          .update({ stale_inputs: stale });
      }
    }
  }
}
