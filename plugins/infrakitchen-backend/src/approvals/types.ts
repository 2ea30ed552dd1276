import type {
  ApprovalRequirement,
  ApprovalRule,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

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
export interface Verdict {
  runId: string;
  digest: string;
  requirements: ApprovalRequirement[];
  /** Requirements with fewer approvals than they ask for. */
  unmet: ApprovalRequirement[];
  /** Approvals that count. */
  valid: ApprovalRecord[];
  /** Approvals that counted until now, with the reason why no longer. */
  lapsed: { approval: ApprovalRecord; why: string }[];
}
