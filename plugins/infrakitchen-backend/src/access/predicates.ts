import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { AccessCriterion } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Knex } from 'knex';
import { isId } from '../database';
import { holdingOf } from './holding';
import {
  isStandaloneKind,
  type AccessSettings,
  type Holding,
  type Permit,
  type ScopedKind,
  type Target,
} from './types';

type Query = Knex.QueryBuilder;

/** Of so many resources below grants the ids are gathered. */
const GATHERED = 1_000;

/**
 * The condition under which rows of a table are permitted. Every part looks
 * records up from the caller's grants, so that an index leads to each of them;
 * only templates, of which there are few, are walked, once per query.
 */
export function permit(
  query: Query,
  options: {
    kind: Target['kind'];
    table: string;
    permit: Permit;
    settings: AccessSettings;
  },
): void {
  const { kind, table, settings } = options;
  if (options.permit === 'all') {
    return;
  }
  if (options.permit === 'none') {
    query.whereRaw('1 = 0');
    return;
  }
  if (kind === 'cascade') {
    const members = (sub: Query) =>
      sub
        .from('cascade_items')
        .join('resources', 'resources.id', 'cascade_items.resource_id')
        .whereRaw('cascade_items.cascade_id = ??', [`${table}.id`])
        .select('cascade_items.id');
    query.whereExists((sub: Query) => members(sub));
    query.whereNotExists((sub: Query) =>
      members(sub).whereNot((part: Query) =>
        permit(part, { ...options, kind: 'resource', table: 'resources' }),
      ),
    );
    return;
  }
  if (kind === 'run' || kind === 'version') {
    const owner = kind === 'run' ? 'resource' : 'template';
    query.whereExists((sub: Query) => {
      sub
        .from(`${owner}s`)
        .whereRaw('?? = ??', [`${owner}s.id`, `${table}.${owner}_id`])
        .select(`${owner}s.id`);
      permit(sub, { ...options, kind: owner, table: `${owner}s` });
    });
    return;
  }
  const { holding, criteria } = options.permit;
  if (holding) {
    query.where((part: Query) => orHeld(part, kind, table, holding));
  }
  if (criteria) {
    query.where((part: Query) =>
      whereCriteria(part, kind, table, criteria, settings),
    );
  }
}

/** Where a grant reaches a row, from the row itself or from above. */
function orHeld(
  query: Query,
  kind: ScopedKind,
  table: string,
  holding: Holding,
): void {
  if (kind === 'project' || isStandaloneKind(kind)) {
    orGranted(query, kind, `${table}.id`, holding);
    return;
  }
  if (kind === 'template') {
    orBelow(query, `${table}.id`, start =>
      orGranted(start, 'template', 'templates.id', holding),
    );
    return;
  }
  orHeldFromAbove(query, `${table}.id`, holding);
  // Nothing is in no project: a condition may be negated.
  query.orWhere((part: Query) =>
    part
      .whereNotNull(`${table}.project_id`)
      .where((inside: Query) =>
        orGranted(inside, 'project', `${table}.project_id`, holding),
      ),
  );
  if (!holding.noTemplates) {
    orBelow(query, `${table}.template_id`, start =>
      orGranted(start, 'template', 'templates.id', holding),
    );
  }
}

/** Where a grant is at the resource that a column names, or above it. */
export function orHeldFromAbove(
  query: Query,
  column: string,
  holding: Holding,
): void {
  orGranted(query, 'resource', column, holding);
  orBelowGranted(query, column, holding);
}

/**
 * Where a grant is at a resource above the one that a column names. Few that
 * are reached are gathered, so that the others are not looked at. Of many, each
 * row is asked for what is above it, so that a page takes what it shows and not
 * what there is. The limit is looked for once per query.
 */
function orBelowGranted(query: Query, column: string, holding: Holding): void {
  const roots =
    holding.resourceIds ?? ((sub: Query) => grantedResources(sub, holding));
  const reached = (sub: Query) =>
    sub
      .from('resource_ancestors')
      .whereIn('resource_ancestors.ancestor_id', roots as string[])
      .select('resource_ancestors.resource_id');
  const beyond = (sub: Query) => reached(sub).limit(1).offset(GATHERED);
  query.orWhere((few: Query) =>
    few.whereNotExists(beyond).whereIn(column, reached),
  );
  query.orWhere((many: Query) =>
    many.whereExists(beyond).whereExists((sub: Query) =>
      sub
        .from('resource_ancestors as up')
        .whereRaw('?? = ??', ['up.resource_id', column])
        .whereIn('up.ancestor_id', roots as string[])
        .count({ found: '*' })
        // Keeps PostgreSQL from gathering them all the same.
        .havingRaw('count(*) > 0'),
    ),
  );
}

/** Ids of the resources that the grants are at. */
function grantedResources(query: Query, holding: Holding): void {
  whereGrant(query, 'resource', holding).select('grants.scope_id');
  const fixed = holding.fixed.flatMap(({ scope }) =>
    scope.kind === 'resource' && scope.id ? [scope.id] : [],
  );
  if (fixed.length > 0) {
    // In the place of a second condition, which no index would help with.
    query.unionAll((ids: Query) =>
      ids
        .from('resources as fixed')
        .whereIn('fixed.id', fixed)
        .select('fixed.id'),
    );
  }
}

/** Where a grant is at the record that a column names. */
function orGranted(
  query: Query,
  kind: ScopedKind,
  column: string,
  holding: Holding,
): void {
  query.orWhereIn(column, (sub: Query) =>
    whereGrant(sub, kind, holding).select('grants.scope_id'),
  );
  if (kind === 'project') {
    // Owners are admins, which every role is satisfied by.
    query.orWhereIn(column, (sub: Query) =>
      sub
        .from('project_owners')
        .whereIn('project_owners.principal_ref', holding.principals)
        .select('project_owners.project_id'),
    );
  }
  const fixed = holding.fixed.filter(grant => grant.scope.kind === kind);
  const ids = fixed.flatMap(({ scope }) => scope.id ?? []);
  if (ids.length > 0) {
    query.orWhereIn(column, ids);
  }
  const keys = fixed.flatMap(({ scope }) => scope.key ?? []);
  if (keys.length > 0) {
    query.orWhereIn(column, (sub: Query) =>
      sub
        .from(`${kind}s as keyed`)
        .whereIn('keyed.key', keys)
        .select('keyed.id'),
    );
  }
}

function whereGrant(
  query: Query,
  kind: ScopedKind | 'global',
  holding: Holding,
): Query {
  return query
    .from('grants')
    .where('grants.scope_kind', kind)
    .whereIn('grants.principal_ref', holding.principals)
    .whereIn('grants.role', holding.roles);
}

/** Where a column names one of some templates or one below them. */
function orBelow(
  query: Query,
  column: string,
  start: (templates: Query) => void,
): void {
  query.orWhereIn(column, (sub: Query) =>
    sub
      .withRecursive('below', ['id'], (below: Query) =>
        below
          .from('templates')
          .where((first: Query) => start(first))
          .select('templates.id')
          .union((next: Query) =>
            next
              .from('template_parents')
              .join('below', 'below.id', 'template_parents.parent_id')
              .select('template_parents.template_id'),
          ),
      )
      .from('below')
      .select('below.id'),
  );
}

function whereCriteria(
  query: Query,
  kind: ScopedKind,
  table: string,
  criteria: PermissionCriteria<AccessCriterion>,
  settings: AccessSettings,
): void {
  const nested = (part: PermissionCriteria<AccessCriterion>) => (sub: Query) =>
    whereCriteria(sub, kind, table, part, settings);
  if (isAndCriteria(criteria)) {
    criteria.allOf.forEach(part => query.where(nested(part)));
  } else if (isOrCriteria(criteria)) {
    criteria.anyOf.forEach(part => query.orWhere(nested(part)));
  } else if (isNotCriteria(criteria)) {
    query.whereNot(nested(criteria.not));
  } else {
    whereCriterion(query, kind, table, criteria, settings);
  }
}

function whereCriterion(
  query: Query,
  kind: ScopedKind,
  table: string,
  criterion: AccessCriterion,
  settings: AccessSettings,
): void {
  if (isForeign(kind, criterion)) {
    query.whereRaw('1 = 0');
    return;
  }
  switch (criterion.rule) {
    case 'hasRole': {
      const holding = holdingOf(criterion.claims, criterion.role, settings);
      if (holding === 'all') {
        query.whereRaw('1 = 1');
        return;
      }
      orHeld(query, kind, table, holding);
      query.orWhereExists((sub: Query) =>
        whereGrant(sub, 'global', holding).select('grants.id'),
      );
      return;
    }
    case 'isOwner':
      if (kind === 'project') {
        query.whereIn(`${table}.id`, (sub: Query) =>
          sub
            .from('project_owners')
            .whereIn('project_owners.principal_ref', criterion.claims)
            .select('project_owners.project_id'),
        );
      } else {
        query
          .whereNotNull(`${table}.owner_ref`)
          .whereIn(`${table}.owner_ref`, criterion.claims);
      }
      return;
    case 'inProject': {
      const column = kind === 'project' ? `${table}.id` : `${table}.project_id`;
      query.whereNotNull(column).whereIn(column, (sub: Query) =>
        sub
          .from('projects as named')
          .where((part: Query) => whereNamed(part, 'named', criterion.projects))
          .select('named.id'),
      );
      return;
    }
    case 'hasTemplate': {
      const column =
        kind === 'template' ? `${table}.id` : `${table}.template_id`;
      orBelow(query, column, start =>
        whereNamed(start, 'templates', criterion.templates),
      );
      return;
    }
    default:
      query.whereExists((labels: Query) =>
        labels
          .from(labelsOf(query, table))
          .where('label.value', criterion.label)
          .select('label.value'),
      );
  }
}

/** Whether a rule is about what records of a kind do not have. */
function isForeign(kind: ScopedKind, { rule }: AccessCriterion): boolean {
  if (isStandaloneKind(kind)) {
    return rule !== 'hasRole' && rule !== 'hasLabel';
  }
  return kind === 'template'
    ? rule === 'isOwner' || rule === 'inProject'
    : kind === 'project' && rule === 'hasTemplate';
}

/** Where an id or a key is one of some names. */
function whereNamed(query: Query, table: string, names: string[]): void {
  query
    .whereIn(`${table}.key`, names)
    .orWhereIn(`${table}.id`, names.filter(isId));
}

/** The labels of a row as rows, which LIKE on their JSON would not tell apart. */
function labelsOf(query: Query, table: string): Knex.Raw {
  const { client } = query as Query & { client: Knex.Client };
  return client.config.client === 'pg'
    ? client.raw('json_array_elements_text(??::json) as label(value)', [
        `${table}.labels`,
      ])
    : client.raw('json_each(??) as label', [`${table}.labels`]);
}
