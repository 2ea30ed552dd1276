import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { ResolvedValues } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import type { VersionStore } from '../versions';
import type { HierarchyStore } from './HierarchyStore';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';
import type { ValuesService, ValueTarget } from './ValuesService';

/** Below a resource with more than this the marks are left to the next run. */
const MAX_DESCENDANTS = 5_000;
/** Of a project's resources this many are compared at a time. */
const PAGE = 1_000;
/** After this many comparisons others have their turn. */
const TURN = 100;

/**
 * Marks resources whose inputs are no longer those of their last apply,
 * because something above them or their project changed.
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

  /**
   * Compares everything below a resource with what it was applied with.
   *
   * @param options - `itself` compares the resource too.
   */
  async refresh(
    resourceId: string,
    options: { itself?: boolean } = {},
  ): Promise<void> {
    const below = await this.#hierarchy.descendants(
      resourceId,
      MAX_DESCENDANTS,
    );
    await this.#compare(options.itself ? [resourceId, ...below] : below);
  }

  /** Compares the resources of a project with what they were applied with. */
  async refreshProject(projectId: string): Promise<void> {
    let ids: string[] = [];
    do {
      ids = await this.#resources.provisionedIn(projectId, {
        after: ids.at(-1),
        limit: PAGE,
      });
      await this.#compare(ids);
    } while (ids.length === PAGE);
  }

  async #compare(resourceIds: string[]): Promise<void> {
    const candidates = await this.#candidates(resourceIds);
    const resolve = await this.#values.resolver(
      candidates.map(({ target }) => target),
      { secrets: true },
    );
    const changed: ResourceRecord[] = [];
    for (const [index, { resource, target }] of candidates.entries()) {
      if (index % TURN === TURN - 1) {
        await nextTurn();
      }
      const stale = this.#isStale(resource, () => resolve(target));
      if (stale !== resource.staleInputs) {
        changed.push({ ...resource, staleInputs: stale });
      }
    }
    await Promise.all([this.#mark(changed, true), this.#mark(changed, false)]);
  }

  /** What was applied of these resources, with what it would be given now. */
  async #candidates(
    resourceIds: string[],
  ): Promise<{ resource: ResourceRecord; target: ValueTarget }[]> {
    const resources = (await this.#resources.getMany(resourceIds)).filter(
      resource => resource.state === 'provisioned' && resource.appliedInputs,
    );
    const ids = resources.map(resource => resource.id);
    const [parents, entries, versions] = await Promise.all([
      this.#hierarchy.parents(ids),
      this.#resources.entries(ids),
      this.#versions.getMany([
        ...new Set(resources.map(resource => resource.versionId!)),
      ]),
    ]);
    const versionOf = new Map(versions.map(version => [version.id, version]));
    return resources.map(resource => ({
      resource,
      target: this.#values.targetOf({
        resource,
        parentIds: parents.get(resource.id)!.map(parent => parent.id),
        entries: entries.get(resource.id)!,
        version: versionOf.get(resource.versionId!),
      }),
    }));
  }

  /** What cannot be compared, as with a lost key, is for somebody to look at. */
  #isStale(resource: ResourceRecord, resolve: () => ResolvedValues): boolean {
    try {
      return this.#differs(resource, resolve());
    } catch {
      return true;
    }
  }

  #differs(resource: ResourceRecord, resolved: ResolvedValues): boolean {
    const applied = this.#keys.decryptJson<{
      values: Parameters<ValuesService['digestOf']>[0]['values'];
      tags: Record<string, string>;
    }>(resource.appliedInputs!, {
      table: 'resources',
      column: 'applied_inputs',
      id: resource.id,
    });
    return (
      resolved.errors.length > 0 ||
      this.#values.digest(resolved) !== this.#values.digestOf(applied)
    );
  }

  /** Only what nobody changed meanwhile: that change comes here by itself. */
  async #mark(resources: ResourceRecord[], stale: boolean): Promise<void> {
    const seen = resources
      .filter(resource => resource.staleInputs === stale)
      .map(({ id, revision }) => [id, revision]);
    if (seen.length > 0) {
      await this.#knex('resources')
        .whereIn(['id', 'revision'], seen)
        .update({ stale_inputs: stale });
    }
  }
}
