import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseFilters, parseIds } from '../database';

const auditFields = [
  'entityKind',
  'entityId',
  'actor',
  'actorKind',
  'action',
  'outcome',
] as const;

/** Which lines of the trail; several values of one field mean or. */
export interface AuditCriteria {
  fields: Partial<Record<(typeof auditFields)[number], string[]>>;
  /** Actions that are left out. */
  withoutActions?: string[];
  /** Milliseconds; not before. */
  from?: number;
  /** Milliseconds; before. */
  to?: number;
}

/** Which lines of the trail, as the API takes it. */
export interface AuditQuery {
  filter?: string[];
  /** Actions that are left out; not part of the API. */
  withoutActions?: string[];
  /** ISO timestamps. */
  from?: string;
  to?: string;
}

/** @throws InputError for filters that the trail does not have. */
export function parseAuditQuery(query: AuditQuery): AuditCriteria {
  const fields = parseFilters(query.filter, auditFields);
  const entityId = parseIds('entityId', fields.entityId);
  const [from, to] = [timeOf('from', query.from), timeOf('to', query.to)];
  if (from !== undefined && to !== undefined && from >= to) {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_period',
      message: `Nothing can be before '${query.to}' and not before '${query.from}'; \`from\` must be the earlier one`,
      culprits: [{ kind: 'field', name: 'from' }],
    });
  }
  return {
    fields: { ...fields, ...(entityId && { entityId }) },
    withoutActions: query.withoutActions,
    from,
    to,
  };
}

function timeOf(field: string, text: string | undefined): number | undefined {
  const time = text === undefined ? undefined : Date.parse(text);
  if (Number.isNaN(time)) {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_time',
      message: `'${text}' is no time; use one like 2030-01-31T12:00:00Z`,
      culprits: [{ kind: 'field', name: field }],
    });
  }
  return time;
}
