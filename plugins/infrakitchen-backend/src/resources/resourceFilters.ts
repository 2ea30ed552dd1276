import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseFilters, parseIds } from '../database';
import { resourceFilterFields, type ResourceFilters } from './ResourceStore';

/**
 * Turns the filters of a list into conditions.
 *
 * @throws InputError `unknown_filter` or `invalid_filter`
 */
export function parseResourceFilters(filter?: string[]): ResourceFilters {
  const filters = parseFilters(filter, resourceFilterFields);
  for (const field of ['templateId', 'versionId', 'parentId'] as const) {
    if (filters[field]) {
      filters[field] = parseIds(field, filters[field]);
    }
  }
  for (const field of ['staleInputs', 'living'] as const) {
    const wrong = filters[field]?.find(
      value => value !== 'true' && value !== 'false',
    );
    if (wrong !== undefined) {
      throw new InfrakitchenError('InputError', {
        code: 'invalid_filter',
        message: `The filter cannot be used: ${field} is true or false, not '${wrong}'`,
        culprits: [{ kind: 'field', name: 'filter' }],
      });
    }
  }
  return filters;
}
