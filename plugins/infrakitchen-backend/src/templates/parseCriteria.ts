import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseFilters } from '../database';
import type { TemplateCriteria } from './types';

const FIELDS = ['abstract', 'enabled', 'parentId', 'key'] as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Turns the filters of a list into conditions.
 *
 * @throws InputError `unknown_filter` or `invalid_filter`.
 */
export function parseCriteria(query: {
  filter?: string[];
  q?: string;
}): TemplateCriteria {
  const filters = parseFilters(query.filter, FIELDS);
  return {
    abstract: filters.abstract?.map(value => parseBoolean('abstract', value)),
    enabled: filters.enabled?.map(value => parseBoolean('enabled', value)),
    parentId: filters.parentId?.map(parseId),
    key: filters.key,
    q: query.q?.trim() || undefined,
  };
}

function parseBoolean(field: string, value: string): boolean {
  if (value !== 'true' && value !== 'false') {
    throw invalid(`${field} is true or false, not '${value}'`);
  }
  return value === 'true';
}

function parseId(value: string): string {
  if (!UUID.test(value)) {
    throw invalid(`'${value}' is not the id of a template`);
  }
  return value.toLowerCase();
}

function invalid(why: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'invalid_filter',
    message: `The filter cannot be used: ${why}`,
    culprits: [{ kind: 'field', name: 'filter' }],
  });
}
