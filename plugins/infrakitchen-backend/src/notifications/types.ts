import type {
  ApprovalRequirement,
  CascadeKind,
  CascadeState,
  Role,
  RunKind,
  RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Topics that people can switch off in their settings. */
export const notificationTopics = {
  approvals: 'infrakitchen.approvals',
  runs: 'infrakitchen.runs',
  subscriptions: 'infrakitchen.subscriptions',
  reminders: 'infrakitchen.reminders',
  workspaces: 'infrakitchen.workspaces',
} as const;

/** Settings of notifications. */
export interface NotificationSettings {
  /** Where the app shows the pages, as in the app's own links. */
  basePath: string;
}

/** A run that came into a state, with what may be told of it. */
export interface RunEvent {
  runId: string;
  resourceId: string;
  resourceName: string;
  templateName: string;
  kind: RunKind;
  state: RunState;
  /** Whether it is still in that state. */
  isCurrent: boolean;
  requestedBy: string;
  errorCode?: string;
  approvalExpiresAt?: number;
  /** The state before. */
  from?: RunState;
  /** Which change of the run it was. */
  seq: number;
  /** Who brought it about. */
  actor: string;
  at: number;
}

/** A pull request with what may be told of it and of its run. */
export interface PullRequestEvent {
  id: string;
  runId: string;
  resourceId: string;
  resourceName: string;
  templateName: string;
  requestedBy: string;
  number?: string;
  state: 'opening' | 'open' | 'merged' | 'closed' | 'failed';
  problem?: string;
  /** Of the plan that it shows. */
  planDigest?: string;
  /** Of the plan that the run has now. */
  runDigest?: string;
  /** Whether a run waits for it; none does where it takes edits back. */
  isWaitedFor: boolean;
  /** Whether anybody is still asked to approve the plan. */
  lacksApproval: boolean;
}

/** A cascade that came into a state, with what may be told of it. */
export interface CascadeEvent {
  cascadeId: string;
  name: string;
  kind: CascadeKind;
  state: CascadeState;
  requestedBy: string;
  errorCode?: string;
  requirements: (StoredRequirement & {
    ruleId: string;
    resourceIds: string[];
  })[];
}

/** What has to be approved, as the run keeps it. */
export type StoredRequirement = Pick<
  ApprovalRequirement,
  'approvers' | 'excluded'
>;

/** A user or group with a role. */
export interface RoleHolder {
  principalRef: string;
  role: Role;
}

/** Who has a role on a resource, by a grant at it or above it. */
export interface RoleHolders {
  of(resourceId: string): Promise<RoleHolder[]>;
  /** Who has one on each of several, with the weakest that they have. */
  onAll(resourceIds: string[]): Promise<RoleHolder[]>;
}

/** Which groups users are in. */
export interface GroupDirectory {
  groupsOf(userRefs: string[]): Promise<Map<string, string[]>>;
}
