import type {
  TreeReference,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { referencesIn } from '../versions/referencesIn';

/** A resource whose version may take outputs from above, as columns of a query. */
export const takerColumns = {
  id: 'r.id',
  version_id: 'r.version_id',
  state: 'r.state',
};

interface LinkRow {
  targetId: string;
  sourceId: string;
  versionId: string;
  templateId: string;
  distance: number;
}

/** Which resources of a tree take outputs of which others. */
export class TreeReferenceStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * @param versionIds - of the resources of the tree.
   * @param takers - queries for those resources with {@link takerColumns}:
   * thousands of ids would have to be sent otherwise.
   */
  async read(
    versionIds: Iterable<string>,
    takers: Knex.QueryBuilder[],
  ): Promise<TreeReference[]> {
    const wanted = await this.#referencesOf([...new Set(versionIds)]);
    if (wanted.size === 0) {
      return [];
    }
    const links = await Promise.all(
      takers.map(query => this.#links(query, wanted)),
    );
    return nearestOnly(links.flat(), wanted);
  }

  async #referencesOf(
    ids: string[],
  ): Promise<Map<string, ReturnType<typeof referencesIn>>> {
    const rows: { id: string; rules: string }[] = await this.#knex(
      'template_versions',
    )
      .whereIn('id', ids)
      .select({ id: 'id', rules: 'variable_rules' });
    return new Map(
      rows
        .map(({ id, rules }): [string, ReturnType<typeof referencesIn>] => [
          id,
          referencesIn(JSON.parse(rules) as VariableRules),
        ])
        .filter(([, references]) => references.size > 0),
    );
  }

  /** From who takes outputs to everything above of a template that is taken from. */
  async #links(
    takers: Knex.QueryBuilder,
    wanted: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  ): Promise<LinkRow[]> {
    const templateIds = new Set(
      [...wanted.values()].flatMap(references => [...references.keys()]),
    );
    return this.#knex
      .from(takers.select(takerColumns).as('taker'))
      .join('resource_ancestors as a', 'a.resource_id', 'taker.id')
      .join('resources as source', 'source.id', 'a.ancestor_id')
      .whereIn('taker.version_id', [...wanted.keys()])
      .whereNot('taker.state', 'destroyed')
      .whereIn('source.template_id', [...templateIds])
      .whereNot('source.state', 'destroyed')
      .select({
        targetId: 'taker.id',
        sourceId: 'source.id',
        versionId: 'taker.version_id',
        templateId: 'source.template_id',
        distance: 'a.distance',
      });
  }
}

/** The nearest ancestor of a template gives the value. */
function nearestOnly(
  links: LinkRow[],
  wanted: ReadonlyMap<string, ReadonlyMap<string, TreeReference['uses']>>,
): TreeReference[] {
  const keyOf = ({ targetId, templateId }: LinkRow) =>
    `${targetId}/${templateId}`;
  const nearest = new Map<string, number>();
  for (const link of links) {
    const known = nearest.get(keyOf(link)) ?? link.distance;
    nearest.set(keyOf(link), Math.min(known, link.distance));
  }
  return links.flatMap(link => {
    const uses = wanted.get(link.versionId)?.get(link.templateId);
    return uses && nearest.get(keyOf(link)) === link.distance
      ? [{ sourceId: link.sourceId, targetId: link.targetId, uses }]
      : [];
  });
}
