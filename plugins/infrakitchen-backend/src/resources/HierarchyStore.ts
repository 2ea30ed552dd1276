import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import { AncestorStore } from './AncestorStore';
import { TreeReferenceStore } from './TreeReferenceStore';
import type {
  ResourceFacts,
  ResourceLink,
  ResourceState,
  ResourceStatus,
  Tree,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

const SHOWN_CHILDREN = 20;

/** A resource above another one, with the length of the shortest way to it. */
export interface AncestorRef {
  id: string;
  distance: number;
}

/** A parent with what the rules ask of it. */
export type ParentLink = ResourceLink &
  Pick<ResourceFacts['parents'][number], 'abstract' | 'state'>;

/** How much of a tree is read. */
export interface TreeOptions {
  /** The most nodes. */
  limit: number;
  /** How far below; all the way down where absent. */
  depth?: number;
  scope?: AccessScope;
}

const nodeColumns = {
  id: 'r.id',
  name: 'r.name',
  abstract: 'r.abstract',
  templateId: 'r.template_id',
  state: 'r.state',
  status: 'r.status',
  staleInputs: 'r.stale_inputs',
  drifted: 'r.drifted',
  versionId: 'r.version_id',
};

interface NodeRow {
  id: string;
  name: string;
  abstract: boolean | number;
  templateId: string;
  state: ResourceState;
  status: ResourceStatus;
  staleInputs: boolean | number;
  drifted: boolean | number;
  versionId: string | null;
}

/** Walks over the parents and children of resources. */
export class HierarchyStore {
  readonly #knex: Knex;
  readonly #ancestors = new AncestorStore();
  readonly #references: TreeReferenceStore;

  constructor(knex: Knex) {
    this.#knex = knex;
    this.#references = new TreeReferenceStore(knex);
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
  async within(
    id: string,
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<string[]> {
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
    await this.#ancestors.replaceParents(tx, id, parentIds);
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

  /** By parent how many living children of a template it has, where any. */
  async countChildren(
    templateId: string,
    parentIds: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, number>> {
    const rows = await db('resource_parents as rp')
      .join('resources as r', 'r.id', 'rp.resource_id')
      .whereIn('rp.parent_id', parentIds)
      .where('r.template_id', templateId)
      .whereNot('r.state', 'destroyed')
      .groupBy('rp.parent_id')
      .select({ parentId: 'rp.parent_id' }, db.raw('count(*) as total'));
    return new Map(rows.map(row => [row.parentId, Number(row.total)]));
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

  /**
   * The resource with what is above and below it and may be seen, the nearest
   * first.
   */
  async tree(rootId: string, options: TreeOptions): Promise<Tree> {
    const { limit, scope } = options;
    // Asked once, and not of thousands of nodes, where it is the same for all.
    const seesBelow = await scope?.seesBelow(rootId);
    const reach = { ...options, scope: seesBelow ? undefined : scope };
    const [edges, self, above, below] = await Promise.all([
      this.#edges(rootId, this.#below(rootId, reach)),
      this.#nodes(this.#knex('resources as r').where('r.id', rootId)),
      this.#nodes(this.#above(rootId, options)),
      this.#nodes(this.#below(rootId, reach)),
    ]);
    const rows = [...self, ...above, ...below];
    const truncated = rows.length > limit;
    rows.length = Math.min(rows.length, limit);
    const [names, references] = await Promise.all([
      this.#templateNames(rows),
      this.#references.read(
        rows.flatMap(({ versionId }) => versionId ?? []),
        [
          this.#knex('resources as r').where('r.id', rootId),
          this.#above(rootId, options),
          this.#below(rootId, reach),
        ],
      ),
    ]);
    const known = new Set(rows.map(({ id }) => id));
    return {
      rootId,
      truncated,
      nodes: rows.map(({ versionId, ...row }) => ({
        ...row,
        abstract: Boolean(row.abstract),
        staleInputs: Boolean(row.staleInputs),
        drifted: Boolean(row.drifted),
        templateName: names.get(row.templateId),
      })),
      edges: edges.filter(
        edge => known.has(edge.parentId) && known.has(edge.childId),
      ),
      references: references.filter(
        ({ sourceId, targetId }) => known.has(sourceId) && known.has(targetId),
      ),
    };
  }

  #above(rootId: string, { limit, scope }: TreeOptions): Knex.QueryBuilder {
    const query = this.#knex('resource_ancestors as a')
      .join('resources as r', 'r.id', 'a.ancestor_id')
      .where('a.resource_id', rootId)
      .orderBy(['a.distance', 'a.ancestor_id'])
      .limit(limit);
    scope?.restrict('resource', query, 'r');
    return query;
  }

  /** The nearest first, which is the order of the index. */
  #below(
    rootId: string,
    { limit, depth, scope }: TreeOptions,
  ): Knex.QueryBuilder {
    const query = this.#knex('resource_ancestors as a')
      .join('resources as r', 'r.id', 'a.resource_id')
      .where('a.ancestor_id', rootId)
      .orderBy(['a.distance', 'a.resource_id'])
      .limit(limit);
    if (depth !== undefined) {
      query.where('a.distance', '<=', depth);
    }
    scope?.restrict('resource', query, 'r');
    return query;
  }

  async #nodes(query: Knex.QueryBuilder): Promise<NodeRow[]> {
    return query.select(nodeColumns);
  }

  /**
   * The links up from the nodes of a tree, and some that lead out of it. They
   * are found by where the nodes are, while those are read: thousands of ids
   * would have to be sent.
   */
  async #edges(
    rootId: string,
    below: Knex.QueryBuilder,
  ): Promise<Tree['edges']> {
    const columns = { parentId: 'rp.parent_id', childId: 'rp.resource_id' };
    const [up, down]: Tree['edges'][] = await Promise.all([
      this.#knex('resource_parents as rp')
        .where('rp.resource_id', rootId)
        .orWhereIn(
          'rp.resource_id',
          this.#knex('resource_ancestors')
            .where('resource_id', rootId)
            .select('ancestor_id'),
        )
        .select(columns),
      this.#knex
        .from(below.select('r.id').as('shown'))
        .join('resource_parents as rp', 'rp.resource_id', 'shown.id')
        .select(columns),
    ]);
    return [...up, ...down];
  }

  async #templateNames(nodes: NodeRow[]): Promise<Map<string, string>> {
    const ids = new Set(nodes.map(({ templateId }) => templateId));
    const rows: { id: string; name: string }[] = await this.#knex('templates')
      .whereIn('id', [...ids])
      .select('id', 'name');
    return new Map(rows.map(({ id, name }) => [id, name]));
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
