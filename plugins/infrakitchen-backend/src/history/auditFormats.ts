import { Transform, type Duplex } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { AuditEntry } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** How a trail can be exported. */
export type AuditFormat = 'csv' | 'jsonl';

/** What a format is called, and what turns lines of the trail into it. */
export const auditFormats: Record<
  AuditFormat,
  { contentType: string; create: () => Duplex }
> = {
  csv: { contentType: 'text/csv; charset=utf-8', create: createCsv },
  jsonl: {
    contentType: 'application/x-ndjson; charset=utf-8',
    create: createJsonLines,
  },
};

const columns = [
  'id',
  'at',
  'actor',
  'actorKind',
  'action',
  'outcome',
  'entityKind',
  'entityId',
  'entityName',
  'detail',
];

/** RFC 4180, with a header. */
function createCsv(): Duplex {
  return stringify({
    header: true,
    columns,
    record_delimiter: 'windows',
    // A name that begins like a formula must not be one in a spreadsheet.
    escape_formulas: true,
    cast: { object: value => JSON.stringify(value) },
  });
}

function createJsonLines(): Duplex {
  return new Transform({
    writableObjectMode: true,
    transform(entry: AuditEntry, _, done) {
      done(null, `${JSON.stringify(entry)}\n`);
    },
  });
}
