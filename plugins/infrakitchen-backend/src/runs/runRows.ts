import type { RunPatch, RunRecord } from './types';

/** A row of `runs`; JSON columns are text, bigints may be strings. */
export interface RunRow {
  id: string;
  [column: string]: any;
}

const jsonKeys = new Set([
  'planSummary',
  'fingerprint',
  'error',
  'previous',
  'approval',
  'editors',
  'principalRefs',
  'process',
  'plan',
  'maskedInputs',
  'progress',
  'workspaceFiles',
]);

const numberKeys = new Set([
  'leaseUntil',
  'approvalExpiresAt',
  'spoolOffset',
  'logSeq',
  'logBytes',
  'createdAt',
  'startedAt',
  'finishedAt',
  'updatedAt',
]);

/** Columns of a run or of a part of it; what is absent is left alone. */
export function toRow(run: RunPatch): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(run)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        column(key),
        jsonKeys.has(key) ? JSON.stringify(value) : value,
      ]),
  );
}

/** What a patch makes of a run, without what is read where it is asked for. */
export function patched(run: RunRecord, patch: RunPatch): RunRecord {
  const {
    plan,
    planFile,
    inputs,
    maskedInputs,
    progress,
    workspaceFiles,
    approvalExpiresAt = run.approvalExpiresAt,
    ...known
  } = patch;
  return {
    ...run,
    ...known,
    approvalExpiresAt: approvalExpiresAt ?? undefined,
  };
}

/** A run from its row. */
export function fromRow(row: RunRow): RunRecord {
  const run: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === undefined) {
      continue;
    }
    const key = name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    if (jsonKeys.has(key)) {
      run[key] = JSON.parse(value);
    } else if (numberKeys.has(key)) {
      run[key] = Number(value);
    } else if (key === 'cancelRequested') {
      run[key] = Boolean(value);
    } else {
      run[key] = value;
    }
  }
  return run as unknown as RunRecord;
}

function column(key: string): string {
  return key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

/** Columns of the list: neither large nor secret. */
export const briefColumns = [
  'id',
  'resource_id',
  'resource_name',
  'template_id',
  'template_name',
  'version_id',
  'kind',
  'state',
  'reason',
  'requested_by',
  'principal_refs',
  'retry_of',
  'cascade_id',
  'simulates',
  'cancel_requested',
  'commit_sha',
  'ref',
  'engine_kind',
  'engine_version',
  'plan_summary',
  'plan_digest',
  'fingerprint',
  'error',
  'previous',
  'approval',
  'approval_expires_at',
  'editors',
  'worker_id',
  'lease_until',
  'fence',
  'attempts',
  'process',
  'spool_offset',
  'log_seq',
  'log_bytes',
  'lock_file',
  'created_at',
  'started_at',
  'finished_at',
  'updated_at',
].map(name => `runs.${name}`);
