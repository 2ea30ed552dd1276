import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import type { TemplateStore } from '../templates';
import type { EditDraft } from './editDraft';
import type { HierarchyStore, ParentLink } from './HierarchyStore';
import type { ParentRules, WantedParents } from './ParentRules';
import { assertPlace } from './problems';
import type { ResourceStore } from './ResourceStore';
import { resourceCulprit, type ResourceRecord } from './types';

/** Other parents for a resource, checked. */
export interface Relocation {
  parentIds: string[];
  joined: Link[];
  left: Link[];
}

type Link = Pick<ParentLink, 'id' | 'name'>;
type Placed = Pick<EditDraft, 'record' | 'parents'>;

/**
 * Moves resources below other parents, and away from parents. Whoever moves
 * holds the mutex of the hierarchy, so that no two moves make a circle and none
 * meets a child that is being created.
 */
export class ResourceMover {
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #templates: TemplateStore;
  readonly #rules: ParentRules;

  constructor(options: {
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    templates: TemplateStore;
    parentRules: ParentRules;
  }) {
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#templates = options.templates;
    this.#rules = options.parentRules;
  }

  /**
   * What becomes of the parents of a resource where it is to have these;
   * undefined where it has them. A parent that is left out is left. One that
   * the caller may not see stays, unless another of its template takes its
   * place: nobody leaves what they do not know of.
   *
   * @param asked - the parents that it had when the caller's rights at the new
   * ones were asked for.
   */
  async plan(
    tx: Knex.Transaction,
    draft: Placed,
    wantedIds: string[],
    { scope, asked }: { scope?: AccessScope; asked: string[] },
  ): Promise<Relocation | undefined> {
    assertPlace(draft.record, draft.parents, asked);
    return this.#relocate(
      draft,
      wantedIds,
      scope,
      wanted => this.#rules.take(tx, wanted),
      tx,
    );
  }

  /** The same for what is only supposed: nothing is locked. */
  async suppose(
    draft: Placed,
    wantedIds: string[],
    scope?: AccessScope,
  ): Promise<Relocation | undefined> {
    return this.#relocate(draft, wantedIds, scope, wanted =>
      this.#rules.look(wanted),
    );
  }

  async #relocate(
    { record, parents }: Placed,
    wantedIds: string[],
    scope: AccessScope | undefined,
    take: (wanted: WantedParents) => Promise<ResourceRecord[]>,
    db?: Knex,
  ): Promise<Relocation | undefined> {
    const joining = wantedIds.filter(id => !parents.some(one => one.id === id));
    const [below] = await this.#hierarchy.within(record.id, joining, db);
    const known = await this.#visible(parents, scope, db);
    const keeps = parents.filter(
      ({ id }) => wantedIds.includes(id) || !known.has(id),
    );
    const joined = await take({
      template: await this.#template(record, joining, db),
      parentIds: joining,
      scope,
      besides: keeps.filter(({ id }) => known.has(id)),
    });
    const inside = joined.find(({ id }) => id === below);
    if (inside) {
      throw parentBelow(record, inside);
    }
    const kept = keeps.filter(
      ({ id, templateId }) =>
        known.has(id) || !joined.some(one => one.templateId === templateId),
    );
    const left = parents.filter(one => !kept.includes(one));
    return joined.length + left.length === 0
      ? undefined
      : {
          parentIds: [...kept, ...joined].map(({ id }) => id),
          joined: joined.map(linkOf),
          left: left.map(linkOf),
        };
  }

  /** Puts a resource, with all that is below it, where it was planned to be. */
  async move(
    tx: Knex.Transaction,
    record: Pick<ResourceRecord, 'id'>,
    { parentIds }: Relocation,
  ): Promise<ParentLink[]> {
    await this.#hierarchy.setParents(tx, record.id, parentIds);
    return (await this.#hierarchy.parents([record.id], tx)).get(record.id)!;
  }

  async #visible(
    parents: ParentLink[],
    scope: AccessScope | undefined,
    db: Knex | undefined,
  ): Promise<Set<string>> {
    const ids = parents.map(({ id }) => id);
    return scope ? this.#resources.seen(ids, scope, db) : new Set(ids);
  }

  async #template(
    record: ResourceRecord,
    joining: string[],
    db: Knex | undefined,
  ): Promise<Template> {
    const template = (await this.#templates.get(record.templateId, { db }))!;
    if (joining.length > 0 && !template.enabled) {
      throw new InfrakitchenError('ConflictError', {
        code: 'template_disabled',
        message: `The template '${template.name}' is disabled: its resources take no other parents. Enable it first`,
        culprits: [{ kind: 'template', id: template.id, name: template.name }],
      });
    }
    return template;
  }
}

function linkOf({ id, name }: Link): Link {
  return { id, name };
}

function parentBelow(
  record: ResourceRecord,
  parent: { id: string; name: string },
): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'parent_below',
    message:
      parent.id === record.id
        ? `'${record.name}' cannot be its own parent`
        : `'${parent.name}' is below '${record.name}' and cannot be its parent too; move it elsewhere first`,
    culprits: [resourceCulprit(record), resourceCulprit(parent)],
  });
}
