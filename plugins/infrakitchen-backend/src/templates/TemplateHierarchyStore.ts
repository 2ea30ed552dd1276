import type {
  Tree,
  TreeReference,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import { referencesIn } from '../versions/referencesIn';

interface Link {
  parentId: string;
  childId: string;
}

interface NodeRow {
  id: string;
  name: string;
  abstract: boolean | number;
  enabled: boolean | number;
}

const MAX_TREE_NODES = 2_000;
/** Versions whose rules are read for one tree, the newest first. */
const MAX_VERSIONS = 2_000;

/** What is above and below templates, in the database. */
export class TemplateHierarchyStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Ids of everything above a template, without itself. */
  async ancestorIds(id: string, db: Knex = this.#knex): Promise<Set<string>> {
    const ids = await this.lineIds([id], db);
    ids.delete(id);
    return ids;
  }

  /** Ids of some templates and of everything above them. */
  async lineIds(ids: string[], db: Knex = this.#knex): Promise<Set<string>> {
    const rows: { id: string }[] = await walk(db, 'up', ids).select('id');
    return new Set(rows.map(row => row.id));
  }

  /**
   * The circle that a template would close with new parents, from the
   * template up to itself, or nothing.
   */
  async findCycle(
    db: Knex,
    id: string,
    parentIds: string[],
  ): Promise<string[] | undefined> {
    if (parentIds.length === 0) {
      return undefined;
    }
    const links: Link[] = await db('template_parents')
      .whereIn('template_id', walk(db, 'up', parentIds).select('id'))
      .select('template_id as childId', 'parent_id as parentId');
    const parents = new Map<string, string[]>();
    for (const { childId, parentId } of links) {
      parents.set(childId, [...(parents.get(childId) ?? []), parentId]);
    }
    return shortestPath(id, parentIds, parents);
  }

  /** The template with everything above and below it that may be seen. */
  async tree(
    id: string,
    options: { maxNodes?: number; scope?: AccessScope } = {},
  ): Promise<Tree> {
    const { maxNodes = MAX_TREE_NODES, scope } = options;
    const seen = (direction: 'up' | 'down') => {
      const query = this.#knex('templates')
        .whereIn(
          'templates.id',
          walk(this.#knex, direction, [id]).select('walked.id'),
        )
        // One more than is shown, to know whether something is left out.
        .limit(maxNodes + 1)
        .select('templates.id');
      scope?.restrict('template', query);
      return query;
    };
    const [up, down]: { id: string }[][] = await Promise.all([
      seen('up'),
      seen('down'),
    ]);
    const found = new Set([id, ...[...up, ...down].map(row => row.id)]);
    return {
      rootId: id,
      truncated: found.size > maxNodes,
      ...(await this.#graphOf([...found].slice(0, maxNodes))),
    };
  }

  /** All templates that may be seen; the first by name where there are more. */
  async fullTree(
    options: { maxNodes?: number; scope?: AccessScope } = {},
  ): Promise<Tree> {
    const { maxNodes = MAX_TREE_NODES, scope } = options;
    const query = this.#knex('templates')
      .orderBy('templates.name')
      .orderBy('templates.id')
      .limit(maxNodes + 1)
      .select('templates.id');
    scope?.restrict('template', query);
    const found: { id: string }[] = await query;
    return {
      truncated: found.length > maxNodes,
      ...(await this.#graphOf(found.slice(0, maxNodes).map(row => row.id))),
    };
  }

  /** Some templates, and what is above what and takes outputs of what of them. */
  async #graphOf(
    ids: string[],
  ): Promise<Pick<Tree, 'nodes' | 'edges' | 'references'>> {
    const [nodes, links, references]: [NodeRow[], Link[], TreeReference[]] =
      await Promise.all([
        this.#knex('templates')
          .whereIn('id', ids)
          .orderBy('name')
          .select('id', 'name', 'abstract', 'enabled'),
        this.#knex('template_parents')
          .whereIn('template_id', ids)
          .select('template_id as childId', 'parent_id as parentId'),
        this.#references(ids),
      ]);
    const shown = new Set(ids);
    return {
      nodes: nodes.map(node => ({
        ...node,
        abstract: Boolean(node.abstract),
        enabled: Boolean(node.enabled),
      })),
      edges: links.filter(link => shown.has(link.parentId)),
      references: references.filter(({ sourceId }) => shown.has(sourceId)),
    };
  }

  /** What versions that are offered take from other templates, each thing once. */
  async #references(ids: string[]): Promise<TreeReference[]> {
    const rows: { targetId: string; rules: string }[] = await this.#knex(
      'template_versions',
    )
      .whereIn('template_id', ids)
      .where('enabled', true)
      .whereNot('lifecycle', 'archived')
      // Most rules have none, and need not be read.
      .where('variable_rules', 'like', '%"reference"%')
      .orderBy('created_at', 'desc')
      .limit(MAX_VERSIONS)
      .select({ targetId: 'template_id', rules: 'variable_rules' });
    const found = new Map<string, TreeReference>();
    for (const { targetId, rules } of rows) {
      const taken = referencesIn(JSON.parse(rules) as VariableRules);
      for (const [sourceId, uses] of taken) {
        const key = `${sourceId}/${targetId}`;
        const known = found.get(key) ?? { sourceId, targetId, uses: [] };
        found.set(key, known);
        known.uses.push(
          ...uses.filter(
            use =>
              !known.uses.some(
                ({ output, variable }) =>
                  output === use.output && variable === use.variable,
              ),
          ),
        );
      }
    }
    return [...found.values()];
  }
}

/**
 * Everything above or below some templates, and themselves. `union` meets
 * each template once, so that diamonds do not multiply.
 */
function walk(
  db: Knex,
  direction: 'up' | 'down',
  from: string[],
): Knex.QueryBuilder {
  const [here, there] =
    direction === 'up'
      ? ['template_id', 'parent_id']
      : ['parent_id', 'template_id'];
  return db
    .withRecursive('walked', ['id'], walked =>
      walked
        .from('templates')
        .whereIn('id', from)
        .select('id')
        .union(next =>
          next
            .from('template_parents')
            .join('walked', 'walked.id', `template_parents.${here}`)
            .select(`template_parents.${there}`),
        ),
    )
    .from('walked');
}

function shortestPath(
  target: string,
  parentIds: string[],
  parents: Map<string, string[]>,
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = parentIds.map(parent => [parent, target]);
  for (const [id, from] of queue) {
    if (cameFrom.has(id)) {
      continue;
    }
    cameFrom.set(id, from);
    if (id === target) {
      return pathTo(target, cameFrom);
    }
    queue.push(...(parents.get(id) ?? []).map(parent => [parent, id]));
  }
  return undefined;
}

function pathTo(target: string, cameFrom: Map<string, string>): string[] {
  const path = [target];
  let at = target;
  do {
    at = cameFrom.get(at)!;
    path.unshift(at);
  } while (at !== target);
  return path;
}
