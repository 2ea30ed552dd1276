import type {
  MergeBy,
  RunKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RepositoryHost } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { PullRequestDirection, WorkspaceRecord } from '../types';

/** Reads workspaces. */
export interface Workspaces {
  get(id: string): Promise<WorkspaceRecord | undefined>;
}

/** Reaches the hosts of workspaces. */
export interface RepositoryHosts {
  /** Calls the host of a workspace with its credentials, within a time limit. */
  call<T>(
    workspace: WorkspaceRecord,
    work: (host: RepositoryHost) => Promise<T>,
  ): Promise<T>;
}

/** How pull requests are looked after. */
export interface PullRequestSettings {
  mergeBy: MergeBy;
  /** Between two looks at one that is open. */
  pollMs: number;
  /** Of the app with the path of the pages, for links to runs. */
  pagesUrl: string;
}

/** What of a run decides what its pull request does. */
export function directionOf(kind: RunKind): PullRequestDirection {
  return kind === 'destroy' ? 'delete' : 'update';
}

/** Name of the branch of a resource in a direction. */
export function branchOf(
  direction: PullRequestDirection,
  slug: string,
): string {
  return `${direction}_${slug}`;
}
