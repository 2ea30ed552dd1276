import type { CipherContext } from '../crypto';

/** A row with the parts of its key, as texts or numbers. */
type KeyValues = Record<string, string | number>;

/** A column whose values are encrypted. */
export interface EncryptedColumn {
  table: string;
  column: string;
  /** Columns of the primary key, in its order. */
  key: string[];
  /** How the envelope is kept: base64 text, bytes, or base64 as `sealed` of an object. */
  kept: 'text' | 'bytes' | 'json';
  /** What the envelope is bound to. */
  context(row: KeyValues): CipherContext;
}

function byId(
  table: string,
  column: string,
  kept: EncryptedColumn['kept'],
  id = 'id',
): EncryptedColumn {
  return {
    table,
    column,
    kept,
    key: [id],
    context: row => ({ table, column, id: String(row[id]) }),
  };
}

/**
 * Every encrypted column of every table. A test reads the schema and fails
 * where a column is missing here.
 */
export const encryptedColumns: EncryptedColumn[] = [
  byId('integrations', 'sealed', 'text'),
  byId('secrets', 'sealed', 'text'),
  byId('storages', 'sealed', 'text'),
  byId('resources', 'sensitive_values', 'json'),
  byId('resources', 'sensitive_outputs', 'text'),
  byId('resources', 'applied_inputs', 'text'),
  byId('resource_changes', 'sensitive_values', 'json', 'resource_id'),
  byId('runs', 'inputs', 'text'),
  byId('runs', 'plan_file', 'bytes'),
  {
    table: 'state_versions',
    column: 'data',
    key: ['resource_id', 'serial'],
    kept: 'bytes',
    context: row => ({
      table: 'state_versions',
      column: 'data',
      id: `${row.resource_id}:${row.serial}`,
    }),
  },
];
