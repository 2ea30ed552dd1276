import type { Knex } from 'knex';
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
    const rows: { start: string; id: string; distance: number }[] = await db
      .withRecursive('up', ['start', 'id', 'distance'], up =>
        up
          .select('id', 'id', db.raw('1'))
          .from('resources')
          .whereIn('id', ids)
          .union(next =>
            next
              .select('up.start', 'rp.parent_id', db.raw('up.distance + 1'))
              .from('resource_parents as rp')
              .join('up', 'up.id', 'rp.resource_id'),
          ),
      )
      .from('up')
      .select('start', 'id')
      .min({ distance: 'distance' })
      .groupBy('start', 'id');
    for (const { start, id, distance } of rows) {
      const line = lines.get(start) ?? [];
      line.push({ id, distance: Number(distance) });
      lines.set(start, line);
    }
    return lines;
  }

  /** Ids of everything below a resource, nearest first, at most `limit`. */
  async descendants(id: string, limit: number): Promise<string[]> {
    const rows = await this.#knex
      .withRecursive('down', ['id', 'distance'], down =>
        down
          .select('resource_id', this.#knex.raw('1'))
          .from('resource_parents')
          .where('parent_id', id)
          .union(next =>
            next
              .select('rp.resource_id', this.#knex.raw('down.distance + 1'))
              .from('resource_parents as rp')
              .join('down', 'down.id', 'rp.parent_id'),
          ),
      )
      .from('down')
      .select('id')
      .min({ distance: 'distance' })
      .groupBy('id')
      .orderBy('distance')
      .limit(limit);
    return rows.map(row => row.id as string);
  }

  /** Parents by resource, in the order of their names. */
  async parents(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<
    Map<
      string,
      (ResourceLink &
        Pick<ResourceFacts['parents'][number], 'abstract' | 'state'>)[]
    >
  > {
    const result = new Map<string, any[]>(ids.map(id => [id, []]));
    if (ids.length === 0) {
      return result;
    }
    const rows = await db('resource_parents as rp')
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
    for (const { childId, abstract, ...link } of rows) {
      result.get(childId)!.push({ ...link, abstract: Boolean(abstract) });
    }
    return result;
  }

  /** Children in any state, living ones first, a handful. */
  async children(
    id: string,
    db: Knex = this.#knex,
  ): Promise<ResourceFacts['children']> {
    return db('resource_parents as rp')
      .join('resources as r', 'r.id', 'rp.resource_id')
      .where('rp.parent_id', id)
      .orderByRaw("case when r.state = 'destroyed' then 1 else 0 end")
      .orderBy('r.name')
      .limit(SHOWN_CHILDREN)
      .select('r.id', 'r.name', 'r.state');
  }

  /** The resource with everything above and below it. */
  async tree(rootId: string): Promise<Tree> {
    const [up, down] = await Promise.all([
      this.ancestors([rootId]),
      this.descendants(rootId, MAX_TREE_NODES + 1),
    ]);
    const ids = [...new Set([...up.map(node => node.id), ...down])];
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
