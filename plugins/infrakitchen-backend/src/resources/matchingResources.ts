import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import { containsPattern } from '../database';
import type { Related, ResourceFilters } from './resourceFilters';

/** The resources that filters, a part of the name and a scope leave, to be selected from. */
export function matchingResources(
  knex: Knex,
  options: {
    filters: ResourceFilters;
    q?: string;
    scope?: AccessScope;
  },
): Knex.QueryBuilder {
  const { filters, q } = options;
  const query = knex('resources');
  options.scope?.restrict('resource', query);
  const columns = {
    name: 'resources.name',
    templateId: 'resources.template_id',
    versionId: 'resources.version_id',
    projectId: 'resources.project_id',
    state: 'resources.state',
    status: 'resources.status',
    ownerRef: 'resources.owner_ref',
  } as const;
  for (const [field, column] of Object.entries(columns)) {
    const values = filters[field as keyof typeof columns];
    if (values) {
      query.whereIn(column, values);
    }
  }
  if (filters.staleInputs) {
    query.whereIn(
      'resources.stale_inputs',
      filters.staleInputs.map(value => value === 'true'),
    );
  }
  if (filters.drifted) {
    query.whereIn(
      'resources.drifted',
      filters.drifted.map(value => value === 'true'),
    );
  }
  if (filters.lifecycle) {
    query.whereIn(
      'resources.version_id',
      knex('template_versions')
        .whereIn('lifecycle', filters.lifecycle)
        .select('id'),
    );
  }
  // Both values together are no condition.
  if (filters.living?.includes('true') && !filters.living.includes('false')) {
    query.whereNot('resources.state', 'destroyed');
  }
  if (filters.living?.includes('false') && !filters.living.includes('true')) {
    query.where('resources.state', 'destroyed');
  }
  if (filters.parentId) {
    query.whereIn(
      'resources.id',
      knex('resource_parents')
        .whereIn('parent_id', filters.parentId)
        .select('resource_id'),
    );
  }
  if (filters.workspaceId) {
    // Also those that follow their project.
    query.whereIn(
      'resources.id',
      knex('workspace_folders')
        .whereIn('workspace_id', filters.workspaceId)
        .select('resource_id'),
    );
  }
  if (filters.relatedTo) {
    const related = filters.relatedTo;
    query.where(part => whereRelated(knex, part, related));
  }
  if (q) {
    query.whereRaw("lower(resources.name) like ? escape '\\'", [
      containsPattern(q),
    ]);
  }
  return query;
}

/** Narrows to what something in the catalog has. */
function whereRelated(
  knex: Knex,
  part: Knex.QueryBuilder,
  { resourceIds, projectKeys, ownerRefs }: Related,
): void {
  part
    .whereIn('resources.id', resourceIds)
    .orWhereIn(
      'resources.project_id',
      knex('projects').whereIn('key', projectKeys).select('id'),
    )
    .orWhereIn('resources.owner_ref', ownerRefs)
    // What has no owner of its own is its project's.
    .orWhere(ownerless =>
      ownerless
        .whereNull('resources.owner_ref')
        .whereIn(
          'resources.project_id',
          knex('project_owners')
            .whereIn('principal_ref', ownerRefs)
            .select('project_id'),
        ),
    );
}
