import type { JsonObject } from '@backstage/types';
import type {
  EffectiveVariable,
  ObjectProgress,
  Plan,
  PlanSummary,
  RunError,
  RunKind,
  RunState,
  SimulatedKind,
  Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { WaitsFor } from '../approvals';
import type { InputOrigins } from '../resources';
import type { RunConnections } from './credentials';
import type { EngineProcessRef } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** A run as stored, without the parts that are large or secret. */
export interface RunRecord {
  id: string;
  resourceId: string;
  resourceName: string;
  templateId: string;
  templateName: string;
  versionId: string;
  kind: RunKind;
  state: RunState;
  reason?: string;
  requestedBy: string;
  /** What the requester was and was a member of; absent for a service. */
  principalRefs?: string[];
  retryOf?: string;
  cascadeId?: string;
  /** What a dry run plans, where the resource is not ready for that yet. */
  simulates?: SimulatedKind;
  cancelRequested: boolean;
  commitSha?: string;
  ref?: string;
  engineKind?: 'terraform' | 'tofu';
  engineVersion?: string;
  planSummary?: PlanSummary;
  planDigest?: string;
  fingerprint?: Fingerprint;
  error?: RunError;
  /** What the plan needs, as the rules said when it was looked at. */
  approval?: WaitsFor;
  approvalExpiresAt?: number;
  /** Who wrote the change that is applied. */
  editors?: string[];
  previous?: PreviousStatus;
  workerId?: string;
  leaseUntil?: number;
  fence: number;
  attempts: number;
  process?: EngineProcessRef;
  spoolOffset: number;
  logSeq: number;
  logBytes: number;
  lockFile?: string;
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  updatedAt: number;
}

/** What the plan of a run is for. */
export function purposeOf(run: Pick<RunRecord, 'kind' | 'simulates'>): RunKind {
  return run.simulates ?? run.kind;
}

/** The large or secret parts of a run, by column. */
export interface RunPayload {
  plan?: Plan;
  /** Encrypted plan file. */
  planFile?: Buffer;
  /** Encrypted {@link RunInputs}. */
  inputs?: string;
  maskedInputs?: EffectiveVariable[];
  progress?: ObjectProgress[];
  /** What goes to the workspace of its resource; without any secret. */
  workspaceFiles?: Record<string, string>;
}

/** A change of a run; what is absent is left alone. */
export type RunPatch = Omit<Partial<RunRecord>, 'approvalExpiresAt'> &
  RunPayload & {
    /** Null where what it waits for has no end. */
    approvalExpiresAt?: number | null;
  };

/** State and status that a resource goes back to where nothing was applied. */
export interface PreviousStatus {
  state: string;
  status: string;
}

/** What the engine is given. */
export interface RunInputs {
  /** Commit of the module that they are for. */
  commitSha: string;
  values: Values;
  /** Names of those values that must only travel by environment. */
  sensitive: string[];
  tags: Record<string, string>;
  /** Where values and tags come from, to be told once they have changed. */
  origins?: InputOrigins;
  /** What it is connected by; absent where by nothing. */
  connections?: RunConnections;
  /** Secrets that the plan brought up, to be masked wherever they appear. */
  masks?: string[];
}

/**
 * What a plan was made from. An apply that would start from anything else
 * plans again.
 */
export interface Fingerprint extends JsonObject {
  planFileHash: string;
  lineage: string;
  serial: number;
  commitSha: string;
  lockFileHash: string;
  engine: string;
  inputsDigest: string;
  /** Of the pending change, with what no input tells of; empty without one. */
  changeDigest: string;
}

/** A worker lost the lease of its run: somebody else has it, or it is over. */
export class LeaseLostError extends Error {
  constructor(runId: string) {
    super(`The lease of run ${runId} is lost`);
    this.name = 'LeaseLostError';
  }
}
