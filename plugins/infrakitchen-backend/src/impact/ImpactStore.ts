import type { Knex } from 'knex';
import { CandidateStore } from './CandidateStore';
import type { Candidate, Origin, Position, Reach } from './types';

/**
 * Finds the resources whose inputs an edit may change, set-based: those where
 * nothing nearer defines what is changed. One is in doubt where the database
 * cannot tell whether its inputs change, or whether it would have new errors.
 */
export class ImpactStore extends CandidateStore {
  /**
   * The nearest candidates, with how many of all are certain to change without
   * harm and how many are in doubt: both from one walk over what is below.
   */
  async first(
    reach: Reach,
    limit: number,
  ): Promise<{ candidates: Candidate[]; certain: number; doubtful: number }> {
    const rows: (Candidate & Record<'total' | 'doubtful', string | number>)[] =
      await nearestFirst(this.candidatesOf(reach), limit).select(
        this.knex.raw('count(*) over () as total'),
        this.knex.raw('sum(candidates.doubtful) over () as doubtful'),
      );
    const [{ total, doubtful } = { total: 0, doubtful: 0 }] = rows;
    return {
      candidates: rows.map(({ id, distance }) => ({ id, distance })),
      certain: Number(total) - Number(doubtful),
      doubtful: Number(doubtful),
    };
  }

  /** Candidates after a position, nearest first. */
  async page(
    reach: Reach,
    page: { after?: Position; limit: number; doubtful?: boolean },
  ): Promise<Candidate[]> {
    const query = nearestFirst(this.candidatesOf(reach), page.limit);
    if (page.doubtful) {
      query.where('candidates.doubtful', 1);
    }
    if (page.after) {
      query.whereRaw('(candidates.distance, candidates.id) > (?, ?)', [
        page.after.distance,
        page.after.id,
      ]);
    }
    return query;
  }

  /** Versions and templates of what is below, each pair once. */
  async kindsBelow(
    origin: Origin,
  ): Promise<{ templateId: string; versionId: string | null }[]> {
    return this.knex(this.reachedFrom(origin).as('b'))
      .join('resources as r', 'r.id', 'b.resource_id')
      .whereNot('r.state', 'destroyed')
      .distinct({ templateId: 'r.template_id', versionId: 'r.version_id' });
  }

  /** Parents of some resources below another one, and of what is between. */
  async edgesBetween(
    id: string,
    below: string[],
  ): Promise<{ childId: string; parentId: string }[]> {
    return this.knex('resource_parents as rp')
      .join('resource_ancestors as a', join =>
        join
          .on('a.resource_id', 'rp.resource_id')
          .on('a.ancestor_id', this.knex.raw('?', [id])),
      )
      .where(query =>
        query
          .whereIn('rp.resource_id', below)
          .orWhereIn(
            'rp.resource_id',
            this.knex('resource_ancestors')
              .whereIn('resource_id', below)
              .select('ancestor_id'),
          ),
      )
      .select({ childId: 'rp.resource_id', parentId: 'rp.parent_id' });
  }
}

function nearestFirst(
  candidates: Knex.QueryBuilder,
  limit: number,
): Knex.QueryBuilder {
  return candidates
    .orderBy(['candidates.distance', 'candidates.id'])
    .limit(limit)
    .select('candidates.id', 'candidates.distance');
}
