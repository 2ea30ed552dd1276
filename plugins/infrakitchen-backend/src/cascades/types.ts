import type {
  ApprovalRequirement,
  ApprovedPlan,
  CascadeItemState,
  CascadeKind,
  CascadeState,
  Refusal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ApprovalRecord } from '../approvals';
import type { Actor } from '../history';

/** What one rule asks for of a set of plans. */
export interface SetRequirement extends ApprovalRequirement {
  /** Whose plans it is about: a role has to be held on all of them. */
  resourceIds: string[];
}

/** What a set of plans waits for, as the rules said when it was looked at. */
export interface SetWaitsFor {
  digest: string;
  requirements: SetRequirement[];
  requestedAt: number;
}

/** A cascade as stored. */
export interface CascadeRecord {
  id: string;
  kind: CascadeKind;
  state: CascadeState;
  /** The root, or how many resources it is about. */
  name: string;
  rootId?: string;
  reason?: string;
  requestedBy: string;
  requesterKind: Actor['kind'];
  /** What the requester is a member of; empty for a service. */
  principalRefs: string[];
  maxParallel: number;
  stopOnFailure: boolean;
  cancelRequested: boolean;
  digest?: string;
  approval?: SetWaitsFor;
  error?: Refusal;
  revision: number;
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  updatedAt: number;
  expiresAt?: number;
}

/** One resource of a cascade as stored. */
export interface CascadeItemRecord {
  id: string;
  cascadeId: string;
  resourceId: string;
  resourceName: string;
  templateId: string;
  templateName: string;
  abstract: boolean;
  /** False where nothing is built: it is only recorded. */
  needsRun: boolean;
  level: number;
  state: CascadeItemState;
  /** Whether the cascade holds the resource. */
  active: boolean;
  previewRunId?: string;
  runId?: string;
  /** Whether it can only be planned once what is before it is done. */
  planLater: boolean;
  planDigest?: string;
  planOutline?: ApprovedPlan;
  error?: Refusal;
  updatedAt: number;
}

/** A decision about a set of plans. */
export interface SetApprovalRecord extends Omit<ApprovalRecord, 'runId'> {
  cascadeId: string;
}

/** Who asked for a cascade, as history records it. */
export function requesterOf(
  cascade: Pick<CascadeRecord, 'requestedBy' | 'requesterKind'>,
): Actor {
  return { kind: cascade.requesterKind, ref: cascade.requestedBy };
}
