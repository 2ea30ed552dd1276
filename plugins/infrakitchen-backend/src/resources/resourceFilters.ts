import type {
  ResourceState,
  ResourceStatus,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { assertChoices, parseFilters, parseIds } from '../database';

/** Filters of the list of resources. */
const resourceFilterFields = [
  'templateId',
  'versionId',
  'projectId',
  'workspaceId',
  'state',
  'status',
  'parentId',
  'ownerRef',
  'staleInputs',
  'drifted',
  'lifecycle',
  'living',
] as const;

/** Values by filter. */
export type ResourceFilters = Partial<
  Record<(typeof resourceFilterFields)[number], string[]>
>;

const choices: {
  staleInputs: string[];
  drifted: string[];
  lifecycle: VersionLifecycle[];
  living: string[];
  state: ResourceState[];
  status: ResourceStatus[];
} = {
  staleInputs: ['true', 'false'],
  drifted: ['true', 'false'],
  lifecycle: ['preview', 'active', 'deprecated', 'archived'],
  living: ['true', 'false'],
  state: ['provision', 'provisioned', 'destroy', 'destroyed'],
  status: [
    'ready',
    'queued',
    'in_progress',
    'approval_pending',
    'done',
    'rejected',
    'error',
    'unknown',
  ],
};

/**
 * Turns the filters of a list into conditions.
 *
 * @throws InputError `unknown_filter` or `invalid_filter`
 */
export function parseResourceFilters(filter?: string[]): ResourceFilters {
  const filters = parseFilters(filter, resourceFilterFields);
  for (const field of [
    'templateId',
    'versionId',
    'projectId',
    'workspaceId',
    'parentId',
  ] as const) {
    if (filters[field]) {
      filters[field] = parseIds(field, filters[field]);
    }
  }
  assertChoices(filters, choices);
  return filters;
}
