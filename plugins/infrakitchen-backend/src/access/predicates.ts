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
  isConnectionKind,
  type AccessSettings,
  type Holding,
  type Permit,
  type ScopedKind,
  type Target,
} from './types';

type Query = Knex.QueryBuilder;

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
  if (kind === 'project' || isConnectionKind(kind)) {
    orGranted(query, kind, `${table}.id`, holding);
    return;
  }
  if (kind === 'template') {
    orBelow(query, `${table}.id`, start =>
      orGranted(start, 'template', 'templates.id', holding),
    );
    return;
  }
  orGranted(query, 'resource', `${table}.id`, holding);
  query.orWhereIn(`${table}.id`, (sub: Query) =>
    sub
      .from('resource_ancestors')
      .where((above: Query) =>
        orGranted(above, 'resource', 'resource_ancestors.ancestor_id', holding),
      )
      .select('resource_ancestors.resource_id'),
  );
  // Nothing is in no project: a condition may be negated.
  query.orWhere((part: Query) =>
    part
      .whereNotNull(`${table}.project_id`)
      .where((inside: Query) =>
        orGranted(inside, 'project', `${table}.project_id`, holding),
      ),
  );
  orBelow(query, `${table}.template_id`, start =>
    orGranted(start, 'template', 'templates.id', holding),
  );
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
      // A label holds nothing that JSON or LIKE would read otherwise, but '_'.
      query.whereRaw(`??.labels like ? escape '\\'`, [
        table,
        `%${JSON.stringify(criterion.label).replace(/[\\%_]/g, '\\$&')}%`,
      ]);
  }
}

/** Whether a rule is about what records of a kind do not have. */
function isForeign(kind: ScopedKind, { rule }: AccessCriterion): boolean {
  if (isConnectionKind(kind)) {
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
