import type {
  ApprovalRequirement,
  ApprovalRule,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Tally } from './tally';

/** An approval rule as stored; names of scopes are looked up. */
export interface ApprovalRuleRecord
  extends Omit<ApprovalRule, 'scope' | 'createdAt' | 'updatedAt'> {
  scope: Omit<ApprovalRule['scope'], 'name'>;
  createdAt: number;
  updatedAt: number;
}

/** What somebody decided, about one rule. */
export interface ApprovalRecord {
  id: string;
  runId: string;
  ruleId: string;
  approver: string;
  /** What the approver was a member of when deciding. */
  principalRefs: string[];
  decision: 'approved' | 'rejected';
  digest: string;
  comment?: string;
  at: number;
  expiresAt?: number;
  /** Why it no longer counts. */
  void?: string;
}

/** What a run waits for, as the rules said when its plan was looked at. */
export interface WaitsFor {
  digest: string;
  requirements: ApprovalRequirement[];
  requestedAt: number;
}

/** What the rules say of a run and its plan, with the approvals so far. */
export interface Verdict extends Tally<ApprovalRecord, ApprovalRequirement> {
  runId: string;
  digest: string;
}
