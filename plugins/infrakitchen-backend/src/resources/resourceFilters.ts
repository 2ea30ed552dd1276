import {
  InfrakitchenError,
  type ResourceState,
  type ResourceStatus,
  type VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { readPrincipal } from '../access';
import { assertChoices, parseFilters, parseIds } from '../database';

/** Filters of the list of resources. */
const resourceFilterFields = [
  'name',
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
  'relatedTo',
] as const;

/**
 * What something in the catalog has: certain resources, those of projects, or
 * those of owners. A resource that is any of it is meant.
 */
export interface Related {
  resourceIds: string[];
  projectKeys: string[];
  ownerRefs: string[];
}

type PlainField = Exclude<(typeof resourceFilterFields)[number], 'relatedTo'>;

/** Values by filter. */
export type ResourceFilters = Partial<Record<PlainField, string[]>> & {
  relatedTo?: Related;
};

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
  const { relatedTo, ...filters } = parseFilters(filter, resourceFilterFields);
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
  return relatedTo
    ? { ...filters, relatedTo: parseRelated(relatedTo) }
    : filters;
}

function parseRelated(values: string[]): Related {
  const related: Related = { resourceIds: [], projectKeys: [], ownerRefs: [] };
  for (const value of values) {
    const split = value.indexOf(':');
    const rest = value.slice(split + 1);
    switch (value.slice(0, Math.max(split, 0))) {
      case 'resource':
        related.resourceIds.push(...parseIds('relatedTo', [rest])!);
        break;
      case 'project':
        related.projectKeys.push(rest);
        break;
      case 'owner':
        related.ownerRefs.push(readPrincipal(rest, 'filter'));
        break;
      default:
        throw new InfrakitchenError('InputError', {
          code: 'invalid_filter',
          message: `The filter cannot be used: relatedTo is resource:<id>, project:<key> or owner:<ref>, not '${value}'`,
          culprits: [{ kind: 'field', name: 'filter' }],
        });
    }
  }
  return related;
}
