import type { AuditOptions } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Filters that are compared with a value, as they stand in the URL. */
export const auditFields = [
  'entityKind',
  'entityId',
  'actor',
  'action',
  'outcome',
] as const;

/** What the URL says, as the API takes it. Dates are days of the reader. */
export function auditQuery(get: (name: string) => string): AuditOptions {
  const filter = auditFields
    .filter(name => get(name))
    .map(name => `${name}=${get(name)}`);
  const from = startOfDay(get('from'), 0);
  // The last day counts, and the API takes the end as not included.
  const to = startOfDay(get('to'), 1);
  return { filter, ...(from && { from }), ...(to && { to }) };
}

function startOfDay(date: string, later: number): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!parts) {
    return undefined;
  }
  const [year, month, day] = parts.slice(1).map(Number);
  return new Date(year, month - 1, day + later).toISOString();
}
