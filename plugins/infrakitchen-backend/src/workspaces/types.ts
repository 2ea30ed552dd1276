import type { PullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** A repository that receives generated code, as it is stored. */
export interface WorkspaceRecord {
  id: string;
  /** Key of the provider of its host; never changes. */
  provider: string;
  /** Whose credentials reach it; absent where git needs none. */
  integrationId?: string;
  /** The host's own id of the repository; never changes. */
  repositoryId: string;
  /** The repository's own name with its owner, as last read. */
  name: string;
  /** For git, as last read. */
  url: string;
  webUrl?: string;
  defaultBranch?: string;
  description?: string;
  labels: string[];
  status: 'ok' | 'error';
  /** What is wrong, and what to do about it. */
  problem?: string;
  syncedAt?: number;
  revision: number;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

/** What a pull request does to the folder of its resource. */
export type PullRequestDirection = 'update' | 'delete' | 'restore';

/** What people are shown of a pull request as its host had it. */
export type LivePullRequest = Pick<
  PullRequest,
  'title' | 'state' | 'headCommit' | 'mergeability' | 'blockers' | 'checks'
>;

/** A head that the portal pushed, and what it was generated for. */
export interface Push {
  commit: string;
  planDigest: string;
  filesDigest: string;
}

/** A pull request to a workspace, as it is stored. */
export interface PullRequestRecord {
  id: string;
  workspaceId: string;
  resourceId: string;
  /** As it is called now; read with the row, and never written. */
  resourceName: string;
  /** The run that waits for it, or waited last. */
  runId: string;
  direction: PullRequestDirection;
  branch: string;
  targetBranch: string;
  /** As the host counts; absent while it is being opened. */
  number?: string;
  webUrl?: string;
  state: 'opening' | 'open' | 'merged' | 'closed' | 'failed';
  /** What the portal pushed last; anything else on the branch is foreign. */
  headCommit?: string;
  baseCommit?: string;
  planDigest?: string;
  filesDigest?: string;
  /** What is missing for a merge, or why it failed. */
  problem?: string;
  /** What the host told when it was last asked. */
  live?: LivePullRequest;
  /** What the portal pushed, oldest first. */
  pushes?: Push[];
  /** Tries since the last one that went well. */
  attempts: number;
  /** What the merge left on the target branch. */
  mergeCommit?: string;
  /** Why there is another one after one that was merged. */
  note?: string;
  /** When what its run came to was told at the host. */
  concludedAt?: number;
  seenAt?: number;
  pollAt?: number;
  createdAt: number;
  updatedAt: number;
  endedAt?: number;
}
