import type {
  Run,
  RunError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunRecord } from './types';

/** A run as lists show it: the code that its error is about is of its details. */
export function toApi(run: RunRecord): Run {
  const time = (ms: number | undefined) =>
    ms === undefined ? undefined : new Date(ms).toISOString();
  return {
    id: run.id,
    resourceId: run.resourceId,
    resourceName: run.resourceName,
    templateId: run.templateId,
    templateName: run.templateName,
    kind: run.kind,
    state: run.state,
    reason: run.reason,
    requestedBy: run.requestedBy,
    retryOf: run.retryOf,
    cascadeId: run.cascadeId,
    simulates: run.simulates,
    cancelRequested: run.cancelRequested,
    commitSha: run.commitSha,
    ref: run.ref,
    engine:
      run.engineKind && run.engineVersion
        ? { kind: run.engineKind, version: run.engineVersion }
        : undefined,
    planSummary: run.planSummary,
    planDigest: run.planDigest,
    error: run.error && withoutCode(run.error),
    createdAt: time(run.createdAt)!,
    startedAt: time(run.startedAt),
    finishedAt: time(run.finishedAt),
    updatedAt: time(run.updatedAt)!,
  };
}

function withoutCode({ diagnostics, ...error }: RunError): RunError {
  return diagnostics
    ? {
        ...error,
        diagnostics: diagnostics.map(({ snippet, ...rest }) => rest),
      }
    : error;
}
