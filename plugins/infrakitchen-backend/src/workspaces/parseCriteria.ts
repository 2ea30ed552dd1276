import type { AccessScope } from '../access';
import { assertChoices, parseFilters, parseIds } from '../database';

const FIELDS = [
  'provider',
  'status',
  'label',
  'integrationId',
  'repositoryId',
  'name',
  'usable',
] as const;

/** Conditions of a list; several values of one field mean or. */
export interface WorkspaceCriteria {
  provider?: string[];
  status?: string[];
  label?: string[];
  integrationId?: string[];
  repositoryId?: string[];
  name?: string[];
  /** Text that the name contains. */
  q?: string;
  /** Whether only what the caller may use is wanted. */
  usable?: boolean;
  /** What that is. */
  usableBy?: AccessScope;
}

/**
 * Turns the filters of a list into conditions.
 *
 * @throws InputError `unknown_filter` or `invalid_filter`.
 */
export function parseCriteria(query: {
  filter?: string[];
  q?: string;
}): WorkspaceCriteria {
  const filters = parseFilters(query.filter, FIELDS);
  assertChoices(filters, { status: ['ok', 'error'], usable: ['true'] });
  return {
    ...filters,
    integrationId: parseIds('integrationId', filters.integrationId),
    q: query.q?.trim() || undefined,
    usable: filters.usable && true,
  };
}
