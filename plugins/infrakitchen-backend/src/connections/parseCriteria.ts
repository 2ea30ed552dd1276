import { assertChoices, parseFilters } from '../database';
import type { ConnectionCriteria } from './types';

const FIELDS = ['provider', 'enabled', 'label', 'name', 'usable'] as const;

/**
 * Turns the filters of a list into conditions.
 *
 * @throws InputError `unknown_filter` or `invalid_filter`.
 */
export function parseCriteria(query: {
  filter?: string[];
  q?: string;
}): ConnectionCriteria {
  const filters = parseFilters(query.filter, FIELDS);
  assertChoices(filters, { enabled: ['true', 'false'], usable: ['true'] });
  return {
    provider: filters.provider,
    enabled: filters.enabled?.map(value => value === 'true'),
    label: filters.label,
    name: filters.name,
    usable: filters.usable && true,
    q: query.q?.trim() || undefined,
  };
}
