import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import type { TemplateStore } from '../templates';
import { assertRoomForChild } from './childLimit';
import { parentNotFound } from './problems';
import type { ResourceStore } from './ResourceStore';
import { resourceCulprit, type ResourceRecord } from './types';

type Placed = Pick<ResourceRecord, 'id' | 'name'> & { templateId?: string };

/**
 * What may be above a resource: the rules of creating one below its parents and
 * of moving it to others. The caller keeps the hierarchy as it is meanwhile.
 */
export class ParentRules {
  readonly #resources: ResourceStore;
  readonly #templates: TemplateStore;

  constructor(options: { resources: ResourceStore; templates: TemplateStore }) {
    this.#resources = options.resources;
    this.#templates = options.templates;
  }

  /**
   * Locks the parents that a resource of a template is to have, and checks
   * each of them. A rule about what one parent may have below it belongs here.
   *
   * @param options - `besides` are parents that it keeps.
   */
  async take(
    tx: Knex.Transaction,
    options: {
      template: Template;
      parentIds: string[];
      scope?: AccessScope;
      besides?: Placed[];
    },
  ): Promise<ResourceRecord[]> {
    const { template, parentIds, scope, besides = [] } = options;
    const parents = await this.#resources.lock(tx, parentIds, scope);
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
    await assertRoomForChild(tx, template, parents);
    return parents;
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
