import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseFilters } from '../database';
import type { ConnectionCriteria } from './types';

const FIELDS = ['provider', 'enabled', 'label'] as const;

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
  const wrong = filters.enabled?.find(
    value => value !== 'true' && value !== 'false',
  );
  if (wrong !== undefined) {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_filter',
      message: `The filter cannot be used: enabled is true or false, not '${wrong}'`,
      culprits: [{ kind: 'field', name: 'filter' }],
    });
  }
  return {
    provider: filters.provider,
    enabled: filters.enabled?.map(value => value === 'true'),
    label: filters.label,
    q: query.q?.trim() || undefined,
  };
}
