import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseFilters } from '../database';
import type { ProjectCriteria } from './types';

const FIELDS = ['key', 'enabled', 'label', 'owner'] as const;

/**
 * Turns the filters of a list into conditions.
 *
 * @throws InputError `unknown_filter` or `invalid_filter`.
 */
export function parseCriteria(query: {
  filter?: string[];
  q?: string;
}): ProjectCriteria {
  const filters = parseFilters(query.filter, FIELDS);
  return {
    key: filters.key,
    enabled: filters.enabled?.map(parseBoolean),
    label: filters.label,
    owner: filters.owner?.map(ref => ref.toLocaleLowerCase('en-US')),
    q: query.q?.trim() || undefined,
  };
}

function parseBoolean(value: string): boolean {
  if (value !== 'true' && value !== 'false') {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_filter',
      message: `The filter cannot be used: enabled is true or false, not '${value}'`,
      culprits: [{ kind: 'field', name: 'filter' }],
    });
  }
  return value === 'true';
}
