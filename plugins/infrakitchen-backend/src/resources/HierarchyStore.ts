import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import { replaceParents } from './ancestors';
import type {
  ResourceFacts,
  ResourceLink,
  Tree,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** More nodes than a person can look at, fewer than a request can carry. */
const MAX_TREE_NODES = 2_000;
const SHOWN_CHILDREN = 20;

/** A resource above another one, with the length of the shortest way to it. */
export interface AncestorRef {
  id: string;
  distance: number;
}

/** A parent with what the rules ask of it. */
export type ParentLink = ResourceLink &
  Pick<ResourceFacts['parents'][number], 'abstract' | 'state'>;

/** Walks over the parents and children of resources. */
export class HierarchyStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Everything above a resource that has, or would have, these parents. */
  async ancestors(
    parentIds: string[],
    db: Knex = this.#knex,
  ): Promise<AncestorRef[]> {
    return nearest((await this.lines(parentIds, db)).values());
  }

  /**
   * By resource: itself, as the parent that it would be, and everything above
   * it. What does not exist is left out.
   */
  async lines(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, AncestorRef[]>> {
    const lines = new Map<string, AncestorRef[]>();
    if (ids.length === 0) {
      return lines;
    }
    const rows: { start: string; id: string; distance: string | number }[] =
      await db('resources')
        .whereIn('id', ids)
        .select({ start: 'id', id: 'id' }, db.raw('1 as distance'))
        .unionAll(
          db('resource_ancestors')
            .whereIn('resource_id', ids)
            .select(
              { start: 'resource_id', id: 'ancestor_id' },
              db.raw('distance + 1'),
            ),
        );
    for (const { start, id, distance } of rows) {
      const line = lines.get(start) ?? [];
      line.push({ id, distance: Number(distance) });
      lines.set(start, line);
    }
    return lines;
  }

  /** Provisioned resources below another one in the order of their ids. */
  async provisionedBelow(
    id: string,
    page: { after?: string; limit: number },
  ): Promise<string[]> {
    const query = this.#knex('resource_ancestors as a')
      .join('resources as r', 'r.id', 'a.resource_id')
      .where('a.ancestor_id', id)
      .where('r.state', 'provisioned')
      .orderBy('a.resource_id')
      .limit(page.limit)
      .pluck('a.resource_id');
    if (page.after) {
      query.where('a.resource_id', '>', page.after);
    }
    return query;
  }

  /** Which of some resources are this one or below it. */
  async within(id: string, ids: string[], db: Knex): Promise<string[]> {
    const below = await db('resource_ancestors')
      .where({ ancestor_id: id })
      .whereIn('resource_id', ids)
      .pluck('resource_id');
    return ids.filter(each => each === id || below.includes(each));
  }

  /** Gives a resource other parents, none of which is below it. */
  async setParents(
    tx: Knex.Transaction,
    id: string,
    parentIds: string[],
  ): Promise<void> {
    await replaceParents(tx, id, parentIds);
  }

  /** By resource: the parent templates that it has no parent of, if any. */
  async missingParents(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, { id: string; name: string }[]>> {
    const rows: { resourceId: string; id: string; name: string }[] = await db(
      'resources as r',
    )
      .join('template_parents as tp', 'tp.template_id', 'r.template_id')
      .join('templates as t', 't.id', 'tp.parent_id')
      .whereIn('r.id', ids)
      .whereNotExists(
        db('resource_parents as rp')
          .join('resources as p', 'p.id', 'rp.parent_id')
          .whereRaw('rp.resource_id = r.id and p.template_id = tp.parent_id')
          .select('rp.parent_id'),
      )
      .orderBy('t.name')
      .select({ resourceId: 'r.id', id: 't.id', name: 't.name' });
    const missing = new Map<string, { id: string; name: string }[]>();
    for (const { resourceId, id, name } of rows) {
      missing.set(resourceId, [
        ...(missing.get(resourceId) ?? []),
        { id, name },
      ]);
    }
    return missing;
  }

  /** Parents by resource, in the order of their names. */
  async parents(
    ids: string[],
    db: Knex = this.#knex,
    scope?: AccessScope,
  ): Promise<Map<string, ParentLink[]>> {
    const result = new Map<string, any[]>(ids.map(id => [id, []]));
    if (ids.length === 0) {
      return result;
    }
    const query = db('resource_parents as rp')
      .join('resources as r', 'r.id', 'rp.parent_id')
      .join('templates as t', 't.id', 'r.template_id')
      .whereIn('rp.resource_id', ids)
      .orderBy('r.name')
      .select(
        'rp.resource_id as childId',
        'r.id',
        'r.name',
        'r.abstract',
        'r.state',
        'r.template_id as templateId',
        't.name as templateName',
      );
    scope?.restrict('resource', query, 'r');
    const rows = await query;
    for (const { childId, abstract, ...link } of rows) {
      result.get(childId)!.push({ ...link, abstract: Boolean(abstract) });
    }
    return result;
  }

  /** Children in any state by parent, living ones first, a handful of each. */
  async children(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, ResourceFacts['children']>> {
    const ranked = db('resource_parents as rp')
      .join('resources as r', 'r.id', 'rp.resource_id')
      .whereIn('rp.parent_id', ids)
      .select(
        'rp.parent_id as parentId',
        'r.id',
        'r.name',
        'r.state',
        db.raw(
          `row_number() over (partition by rp.parent_id order by
            case when r.state = 'destroyed' then 1 else 0 end, r.name) as place`,
        ),
      );
    const rows = await db
      .from(ranked.as('ranked'))
      .where('place', '<=', SHOWN_CHILDREN)
      .orderBy(['parentId', 'place'])
      .select('parentId', 'id', 'name', 'state');
    const result = new Map<string, ResourceFacts['children']>(
      ids.map(id => [id, []]),
    );
    for (const { parentId, ...child } of rows) {
      result.get(parentId)!.push(child);
    }
    return result;
  }

  /** The resource with everything above and below it that may be seen. */
  async tree(rootId: string, scope?: AccessScope): Promise<Tree> {
    const seen = (from: 'resource_id' | 'ancestor_id', to: string) => {
      const query = this.#knex('resource_ancestors as a')
        .join('resources as r', 'r.id', `a.${to}`)
        .where(`a.${from}`, rootId)
        .orderBy('a.distance')
        .limit(MAX_TREE_NODES + 1)
        .pluck('r.id');
      scope?.restrict('resource', query, 'r');
      return query;
    };
    const [up, down]: string[][] = await Promise.all([
      seen('resource_id', 'ancestor_id'),
      seen('ancestor_id', 'resource_id'),
    ]);
    const ids = [...new Set([rootId, ...up, ...down])];
    const truncated = ids.length > MAX_TREE_NODES;
    ids.length = Math.min(ids.length, MAX_TREE_NODES);
    const [nodes, edges] = await Promise.all([
      this.#knex('resources as r')
        .join('templates as t', 't.id', 'r.template_id')
        .whereIn('r.id', ids)
        .select(
          'r.id',
          'r.name',
          'r.abstract',
          'r.template_id as templateId',
          't.name as templateName',
          'r.state',
          'r.status',
          'r.stale_inputs as staleInputs',
        ),
      this.#knex('resource_parents')
        .whereIn('resource_id', ids)
        .select('parent_id as parentId', 'resource_id as childId'),
    ]);
    const known = new Set(ids);
    return {
      rootId,
      truncated,
      nodes: nodes.map(node => ({
        ...node,
        abstract: Boolean(node.abstract),
        staleInputs: Boolean(node.staleInputs),
      })),
      edges: edges.filter(edge => known.has(edge.parentId)),
    };
  }
}

/** Each ancestor of several lines once, by the shortest way to it. */
export function nearest(lines: Iterable<AncestorRef[]>): AncestorRef[] {
  const distances = new Map<string, number>();
  for (const line of lines) {
    for (const { id, distance } of line) {
      distances.set(id, Math.min(distance, distances.get(id) ?? distance));
    }
  }
  return [...distances].map(([id, distance]) => ({ id, distance }));
}
