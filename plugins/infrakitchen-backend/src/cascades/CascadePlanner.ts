import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  cascadeLevels,
  cascadeStepOf,
  cascadeStepRefusals,
  type CascadeInput,
  type CascadeKind,
  type CascadeStep,
  type Refusal,
  type ResourceFacts,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import {
  resourceCulprit,
  resourceNotFound,
  type ChangeStore,
  type ResourceRecord,
  type ResourceStore,
  type ResourceView,
} from '../resources';
import type { CascadeMemberStore } from './CascadeMemberStore';
import {
  cascadeRefused,
  heldElsewhere,
  notPermitted,
  nothingToDo,
  tooLarge,
} from './problems';
import type { CascadeItemRecord } from './types';

/** Resources of one cascade. */
export const MAX_ITEMS = 1_000;

/** A resource with what a cascade does to it. */
interface Member {
  record: ResourceRecord;
  facts: ResourceFacts;
  step: CascadeStep;
}

/** What a cascade will be about. */
export interface CascadeOutline {
  /** The root, or how many resources there are. */
  name: string;
  items: Omit<CascadeItemRecord, 'cascadeId'>[];
}

/** Finds out what a cascade is about and whether it can begin. */
export class CascadePlanner {
  readonly #resources: ResourceStore;
  readonly #changes: ChangeStore;
  readonly #view: ResourceView;
  readonly #members: CascadeMemberStore;

  constructor(options: {
    resources: ResourceStore;
    changes: ChangeStore;
    view: ResourceView;
    members: CascadeMemberStore;
  }) {
    this.#resources = options.resources;
    this.#changes = options.changes;
    this.#view = options.view;
    this.#members = options.members;
  }

  /**
   * @param scope - what the caller may see.
   * @param usable - what the caller may do this to.
   * @throws every reason why it cannot begin, in one error.
   */
  async plan(
    input: CascadeInput,
    { scope, usable }: { scope?: AccessScope; usable?: AccessScope },
  ): Promise<CascadeOutline> {
    const { kind } = input;
    const { name, ids } = await this.#chosen(input, scope);
    const members = await this.#membersOf(kind, ids);
    if (members.length === 0) {
      throw nothingToDo(kind, name);
    }
    await this.#assertPermitted(members, { scope, usable });
    const refusals = await this.#refusals(kind, members, scope);
    if (refusals.length > 0) {
      throw cascadeRefused(refusals);
    }
    return { name, items: await this.#items(kind, members) };
  }

  /** Before which resources of a cascade others have to be done. */
  async dependencies(
    kind: CascadeKind,
    ids: string[],
    db?: Knex,
  ): Promise<Map<string, string[]>> {
    const above = await this.#members.above(ids, db);
    if (kind !== 'destroy') {
      return above;
    }
    const below = new Map<string, string[]>(ids.map(id => [id, []]));
    for (const [id, ancestors] of above) {
      ancestors.forEach(ancestor => below.get(ancestor)!.push(id));
    }
    return below;
  }

  /** Those that are asked for, with a name for all of them. */
  async #chosen(
    { kind, rootId, resourceIds = [] }: CascadeInput,
    scope: AccessScope | undefined,
  ): Promise<{ name: string; ids: string[] }> {
    if (!rootId) {
      await this.#assertKnown(resourceIds, scope);
      return { name: countOf(resourceIds.length), ids: resourceIds };
    }
    const root = await this.#resources.get(rootId);
    if (!root) {
      throw resourceNotFound(rootId);
    }
    const ids = await this.#members.inSubtree(
      kind,
      rootId,
      MAX_ITEMS + 1,
      // What may not be seen would be destroyed too, or be in the way.
      kind === 'destroy' ? undefined : scope,
    );
    if (ids.length > MAX_ITEMS) {
      throw tooLarge(`'${root.name}'`, MAX_ITEMS);
    }
    return { name: root.name, ids };
  }

  async #membersOf(kind: CascadeKind, ids: string[]): Promise<Member[]> {
    const records = await this.#resources.getMany(ids);
    const facts = await this.#view.factsOf(
      records,
      await this.#changes.getMany(ids),
    );
    return records.flatMap(record => {
      const known = facts.get(record.id)!;
      const step = cascadeStepOf(kind, known);
      return step ? [{ record, facts: known, step }] : [];
    });
  }

  async #assertKnown(
    ids: string[],
    scope: AccessScope | undefined,
  ): Promise<void> {
    const known = scope
      ? await this.#resources.seen(ids, scope)
      : new Set((await this.#resources.getMany(ids)).map(({ id }) => id));
    const unknown = ids.find(id => !known.has(id));
    if (unknown) {
      throw resourceNotFound(unknown);
    }
  }

  /** Names what may be seen; of the rest it only says how much there is. */
  async #assertPermitted(
    members: Member[],
    { scope, usable }: { scope?: AccessScope; usable?: AccessScope },
  ): Promise<void> {
    if (!scope || !usable) {
      return;
    }
    const ids = members.map(({ record }) => record.id);
    const permitted = await this.#resources.seen(ids, usable);
    const refused = members.filter(({ record }) => !permitted.has(record.id));
    if (refused.length > 0) {
      const seen = await this.#resources.seen(ids, scope);
      const named = refused.filter(({ record }) => seen.has(record.id));
      throw notPermitted(
        named.map(({ record }) => record),
        refused.length - named.length,
      );
    }
  }

  async #refusals(
    kind: CascadeKind,
    members: Member[],
    scope: AccessScope | undefined,
  ): Promise<Refusal[]> {
    const ids = members.map(({ record }) => record.id);
    const isMember = new Set(ids);
    const byId = new Map(members.map(({ record }) => [record.id, record]));
    const holders = await this.#members.holders(ids, { scope });
    const taken =
      kind === 'recreate' ? await this.#members.namesTaken(ids) : new Map();
    const own = members.flatMap(({ facts, step }) =>
      cascadeStepRefusals(facts, step, id => isMember.has(id)),
    );
    const isTold = own.some(({ code }) => code === 'has_living_children');
    return [
      ...own,
      ...(kind === 'destroy' && !isTold
        ? await this.#leftAlive(ids, byId)
        : []),
      ...holders.map(heldElsewhere),
      ...members
        .filter(({ record }) => taken.has(record.id))
        .map(({ record }) => ({
          code: 'name_taken',
          message: `Another resource has the name '${record.name}' by now`,
          culprits: [resourceCulprit(record)],
        })),
    ];
  }

  /** The rule of the lifecycle sees a handful of children; here all count. */
  async #leftAlive(
    ids: string[],
    byId: Map<string, ResourceRecord>,
  ): Promise<Refusal[]> {
    const living = await this.#members.livingOutside(ids);
    return living.map(child => ({
      code: 'has_living_children',
      message: `'${child.name}' is below '${
        byId.get(child.parentId)!.name
      }' and would be left without it`,
      culprits: [resourceCulprit(child)],
    }));
  }

  async #items(
    kind: CascadeKind,
    members: Member[],
  ): Promise<CascadeOutline['items']> {
    const ids = members.map(({ record }) => record.id);
    const levels = cascadeLevels(await this.dependencies(kind, ids));
    const now = Date.now();
    return members.map(({ record, facts, step }) => ({
      id: randomUUID(),
      resourceId: record.id,
      resourceName: record.name,
      templateId: record.templateId,
      templateName: facts.template.name,
      abstract: record.abstract,
      needsRun: step.needsRun,
      level: levels.get(record.id)!,
      state: step.needsRun ? 'pending' : 'previewed',
      active: true,
      planLater: false,
      updatedAt: now,
    }));
  }
}

function countOf(count: number): string {
  return count === 1 ? '1 resource' : `${count} resources`;
}
