import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ResolvedValues } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import { unsealApplied } from './appliedInputs';
import type { HierarchyStore } from './HierarchyStore';
import type { ResourceStore } from './ResourceStore';
import type { TargetReader } from './TargetReader';
import type { ResourceRecord } from './types';
import type { ValuesService } from './ValuesService';

/** This many resources are compared at a time. */
const PAGE = 1_000;
/** After this many comparisons others have their turn. */
const TURN = 100;

/**
 * Marks resources whose inputs are no longer those of their last apply,
 * because something above them or their project changed.
 */
export class StaleInputs {
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #targets: TargetReader;
  readonly #values: ValuesService;
  readonly #keys: KeyRing;

  constructor(options: {
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    targets: TargetReader;
    values: ValuesService;
    keys: KeyRing;
  }) {
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#targets = options.targets;
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
    if (options.itself) {
      await this.#compare([resourceId]);
    }
    await this.#comparePages(page =>
      this.#hierarchy.provisionedBelow(resourceId, page),
    );
  }

  /** Compares the resources of a project with what they were applied with. */
  async refreshProject(projectId: string): Promise<void> {
    await this.#comparePages(page =>
      this.#resources.provisionedIn(projectId, page),
    );
  }

  /** Page by page, so that memory does not grow with what is below. */
  async #comparePages(
    read: (page: { after?: string; limit: number }) => Promise<string[]>,
  ): Promise<void> {
    let ids: string[] = [];
    do {
      ids = await read({ after: ids.at(-1), limit: PAGE });
      await this.#compare(ids);
    } while (ids.length === PAGE);
  }

  async #compare(resourceIds: string[]): Promise<void> {
    const candidates = await this.#targets.read(
      resourceIds,
      resource => resource.state === 'provisioned' && !!resource.appliedInputs,
    );
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
    await this.#resources.markStale(changed);
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
    const applied = unsealApplied(this.#keys, resource)!;
    return (
      resolved.errors.length > 0 ||
      this.#values.digest(resolved) !== this.#values.digestOf(applied)
    );
  }
}
