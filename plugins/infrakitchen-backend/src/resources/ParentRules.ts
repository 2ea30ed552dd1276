import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import type { TemplateStore } from '../templates';
import type { HierarchyStore, ParentLink } from './HierarchyStore';
import { parentNotFound } from './problems';
import type { ResourceStore } from './ResourceStore';
import { resourceCulprit, type ResourceRecord } from './types';

type Placed = Pick<ResourceRecord, 'id' | 'name'> & { templateId?: string };

/** Parents that a resource of a template is to have. */
export interface WantedParents {
  template: Template;
  parentIds: string[];
  scope?: AccessScope;
  /** Parents that it keeps. */
  besides?: Placed[];
}

/**
 * What may be above a resource: the rules of creating one below its parents, of
 * moving it to others, and of bringing it back. The caller keeps the hierarchy
 * as it is meanwhile.
 */
export class ParentRules {
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #templates: TemplateStore;

  constructor(options: {
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    templates: TemplateStore;
  }) {
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#templates = options.templates;
  }

  /** Locks the parents that are wanted, and checks each of them. */
  async take(
    tx: Knex.Transaction,
    wanted: WantedParents,
  ): Promise<ResourceRecord[]> {
    const { parentIds, scope } = wanted;
    const parents = await this.#resources.lock(tx, parentIds, scope);
    await this.#assertPossible(wanted, parents, tx);
    return parents;
  }

  /** The same without a lock, for what is only supposed. */
  async look(wanted: WantedParents): Promise<ResourceRecord[]> {
    const { parentIds, scope } = wanted;
    const seen = scope && (await this.#resources.seen(parentIds, scope));
    const parents = await this.#resources.getMany(
      seen ? parentIds.filter(id => seen.has(id)) : parentIds,
    );
    await this.#assertPossible(wanted, parents);
    return parents;
  }

  /**
   * Locks the parents of a locked resource, so that none is destroyed and none
   * gets another child while it comes back.
   */
  async hold(
    tx: Knex.Transaction,
    { id }: Pick<ResourceRecord, 'id'>,
  ): Promise<ParentLink[]> {
    const parents = (await this.#hierarchy.parents([id], tx)).get(id)!;
    await this.#resources.lock(
      tx,
      parents.map(parent => parent.id),
    );
    return parents;
  }

  /**
   * Whether a resource may live again below the parents that are held for it.
   * One that lives has its place.
   *
   * @throws ConflictError `too_many_children`
   */
  async assertMayReturn(
    tx: Knex.Transaction,
    { templateId, state }: Pick<ResourceRecord, 'templateId' | 'state'>,
    parents: ParentLink[],
  ): Promise<void> {
    if (state === 'destroyed') {
      const template = (await this.#templates.get(templateId, { db: tx }))!;
      await this.#assertRoom(template, parents, tx);
    }
  }

  /** @throws `parent_missing` unless there is one for each parent template. */
  async assertComplete(
    tx: Knex.Transaction,
    template: Template,
    parents: Placed[],
  ): Promise<void> {
    const covered = new Set(parents.map(parent => parent.templateId));
    const missing = template.parentIds.filter(id => !covered.has(id));
    if (missing.length === 0) {
      return;
    }
    const names = await this.#templates.names(missing, tx);
    throw new InfrakitchenError('InputError', {
      code: 'parent_missing',
      message: `A resource of '${template.name}' needs a parent of ${missing
        .map(id => `'${names.get(id)}'`)
        .join(' and of ')}`,
      culprits: missing.map(id => ({
        kind: 'template',
        id,
        name: names.get(id),
      })),
    });
  }

  async #assertPossible(
    { template, parentIds, besides = [] }: WantedParents,
    parents: ResourceRecord[],
    db?: Knex,
  ): Promise<void> {
    const unknown = parentIds.find(
      id => !parents.some(parent => parent.id === id),
    );
    if (unknown) {
      throw parentNotFound(unknown);
    }
    for (const parent of parents) {
      assertTemplate(template, parent);
      assertSingle(parent, [...parents, ...besides]);
      assertReady(parent);
    }
    await this.#assertRoom(template, parents, db);
  }

  /** How many children there are is not for everybody who sees the parent. */
  async #assertRoom(
    template: Template,
    parents: { id: string; name: string }[],
    db?: Knex,
  ): Promise<void> {
    const { maxChildren } = template.conventions;
    if (maxChildren === undefined || parents.length === 0) {
      return;
    }
    const ids = parents.map(({ id }) => id);
    const counts = await this.#hierarchy.countChildren(template.id, ids, db);
    const full = parents.find(({ id }) => (counts.get(id) ?? 0) >= maxChildren);
    if (full) {
      throw new InfrakitchenError('ConflictError', {
        code: 'too_many_children',
        message: `'${full.name}' has no room for another resource of '${template.name}': the conventions allow ${maxChildren} of them below each parent. Destroy one, or choose another parent`,
        culprits: [
          resourceCulprit(full),
          { kind: 'template', id: template.id, name: template.name },
        ],
      });
    }
  }
}

function assertTemplate(template: Template, parent: ResourceRecord): void {
  if (!template.parentIds.includes(parent.templateId)) {
    throw new InfrakitchenError('InputError', {
      code: 'parent_of_wrong_template',
      message: `'${parent.name}' cannot be a parent: its template is no parent of '${template.name}'`,
      culprits: [resourceCulprit(parent)],
    });
  }
}

function assertSingle(parent: Placed, all: Placed[]): void {
  const twin = all.find(
    other => other.id !== parent.id && other.templateId === parent.templateId,
  );
  if (twin) {
    throw new InfrakitchenError('InputError', {
      code: 'parent_twice',
      message: `'${parent.name}' and '${twin.name}' are of the same template; choose one of them as the parent`,
      culprits: [resourceCulprit(parent), resourceCulprit(twin)],
    });
  }
}

function assertReady(parent: ResourceRecord): void {
  const ready = parent.abstract
    ? parent.state !== 'destroyed'
    : parent.state === 'provisioned';
  if (!ready) {
    throw new InfrakitchenError('ConflictError', {
      code: 'parent_not_provisioned',
      message: `The parent '${parent.name}' is ${parent.state}; provision it first`,
      culprits: [resourceCulprit(parent)],
    });
  }
}
