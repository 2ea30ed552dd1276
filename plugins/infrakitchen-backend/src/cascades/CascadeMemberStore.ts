import type { Knex } from 'knex';
import type {
  CascadeKind,
  SubtreeFacts,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';

/** A resource that a cascade has. */
export interface Holder {
  resourceId: string;
  resourceName: string;
  /** Absent where the caller may not see the cascade. */
  cascade?: { id: string; name: string; state: string };
}

/** Finds the resources that a cascade is about. */
export class CascadeMemberStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Whether there is anything in a subtree for each kind of cascade. */
  async subtree(rootId: string, scope?: AccessScope): Promise<SubtreeFacts> {
    const has = async (
      kind: CascadeKind,
      narrow?: (query: Knex.QueryBuilder) => void,
    ) => {
      const query = this.#candidates(kind, rootId, scope).limit(1);
      narrow?.(query);
      return (await query.pluck('resources.id')).length > 0;
    };
    const [hasLivingBelow, hasUpdatable, hasRecreatable] = await Promise.all([
      has('destroy', query => query.whereNot('resources.id', rootId)),
      has('update'),
      has('recreate'),
    ]);
    return { hasLivingBelow, hasUpdatable, hasRecreatable };
  }

  /**
   * Ids in a subtree that a cascade of a kind may be about.
   *
   * @param scope - leaves out what the caller may not see.
   */
  async inSubtree(
    kind: CascadeKind,
    rootId: string,
    limit: number,
    scope?: AccessScope,
  ): Promise<string[]> {
    return this.#candidates(kind, rootId, scope)
      .limit(limit)
      .pluck('resources.id');
  }

  /** Living children of some resources that are not among these. */
  async livingOutside(
    ids: string[],
  ): Promise<{ id: string; name: string; parentId: string }[]> {
    return this.#knex('resource_parents as rp')
      .join('resources as r', 'r.id', 'rp.resource_id')
      .whereIn('rp.parent_id', ids)
      .whereNotIn('r.id', ids)
      .whereNot('r.state', 'destroyed')
      .orderBy('r.name')
      .limit(20)
      .select('r.id', 'r.name', 'rp.parent_id as parentId');
  }

  /** By resource, which of the others lie above it, at any distance. */
  async above(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, string[]>> {
    const rows = await db('resource_ancestors')
      .whereIn('resource_id', ids)
      .whereIn('ancestor_id', ids)
      .select('resource_id', 'ancestor_id');
    const result = new Map<string, string[]>(ids.map(id => [id, []]));
    for (const row of rows) {
      result.get(row.resource_id)!.push(row.ancestor_id);
    }
    return result;
  }

  /**
   * Which of some resources a cascade has.
   *
   * @param options - `except` is a cascade that does not count.
   */
  async holders(
    ids: string[],
    { except, scope }: { except?: string; scope?: AccessScope } = {},
  ): Promise<Holder[]> {
    const query = this.#knex('cascade_items as i')
      .whereIn('i.resource_id', ids)
      .where('i.active', true)
      .orderBy('i.resource_name')
      .select('i.resource_id', 'i.resource_name', 'i.cascade_id');
    if (except) {
      query.whereNot('i.cascade_id', except);
    }
    const rows = await query;
    const holding = new Set(rows.map(row => row.cascade_id as string));
    const seen = this.#knex('cascades').whereIn('cascades.id', [...holding]);
    scope?.restrict('cascade', seen);
    const cascades: NonNullable<Holder['cascade']>[] = await seen.select(
      'cascades.id',
      'cascades.name',
      'cascades.state',
    );
    return rows.map(row => ({
      resourceId: row.resource_id,
      resourceName: row.resource_name,
      cascade: cascades.find(({ id }) => id === row.cascade_id),
    }));
  }

  /** Which destroyed resources lost their name to another one, by id. */
  async namesTaken(ids: string[]): Promise<Map<string, string>> {
    const rows = await this.#knex('resources as r')
      .join('resources as other', on =>
        on
          .on('other.template_id', 'r.template_id')
          .andOn('other.slug', 'r.slug')
          .andOn('other.id', '<>', 'r.id'),
      )
      .whereIn('r.id', ids)
      .where('r.state', 'destroyed')
      .whereNot('other.state', 'destroyed')
      .select('r.id', 'other.id as otherId');
    return new Map(rows.map(row => [row.id, row.otherId]));
  }

  #candidates(
    kind: CascadeKind,
    rootId: string,
    scope: AccessScope | undefined,
  ): Knex.QueryBuilder {
    const query = this.#knex('resources')
      .whereIn(
        'resources.id',
        this.#knex('resource_ancestors')
          .where('ancestor_id', rootId)
          .select('resource_id')
          .unionAll(this.#knex('resources').where('id', rootId).select('id')),
      )
      .orderBy('resources.id');
    scope?.restrict('resource', query);
    whereConcerned(query, kind, this.#knex);
    return query;
  }
}

/** What `cascadeStepOf` has a step for, said in SQL. */
function whereConcerned(
  query: Knex.QueryBuilder,
  kind: CascadeKind,
  knex: Knex,
): void {
  switch (kind) {
    case 'destroy':
      query.whereNot('resources.state', 'destroyed');
      break;
    case 'update':
      query
        .where({
          'resources.state': 'provisioned',
          'resources.abstract': false,
        })
        .where(either =>
          either
            .where('resources.stale_inputs', true)
            .orWhereIn(
              'resources.id',
              knex('resource_changes').select('resource_id'),
            ),
        );
      break;
    default:
      query.where(either =>
        either.where('resources.state', 'destroyed').orWhere({
          'resources.state': 'provision',
          'resources.status': 'rejected',
        }),
      );
  }
}
