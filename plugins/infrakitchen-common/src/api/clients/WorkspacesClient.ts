import type { components } from '../../generated/openapi';
import {
  connect,
  expectOk,
  ifMatch,
  init,
  unwrap,
  type ListOptions,
  type Page,
  type RequestOptions,
  type WriteOptions,
} from '../request';
import type {
  FolderDiff,
  PullRequestCommentPage,
  RepositoryCandidate,
  ResourceCode,
  Workspace,
  WorkspaceFolder,
  WorkspaceInput,
  WorkspacePatch,
  WorkspacePullRequest,
  WorkspaceUsage,
} from '../types';
import { ImpactClient } from './ImpactClient';

/** Repositories that receive generated code. @public */
export class WorkspacesClient extends ImpactClient {
  /** Filters are `provider`, `status`, `label` and `integrationId`. */
  async listWorkspaces(
    list: ListOptions = {},
    options?: RequestOptions,
  ): Promise<Page<Workspace>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/workspaces', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  async getWorkspace(id: string, options?: RequestOptions): Promise<Workspace> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/workspaces/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** Registers a repository that exists. */
  async createWorkspace(
    input: WorkspaceInput,
    options?: RequestOptions,
  ): Promise<Workspace> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/workspaces', {
        body: input as components['schemas']['WorkspaceInput'],
        ...init(options),
      }),
    );
  }

  async updateWorkspace(
    id: string,
    patch: WorkspacePatch,
    options?: WriteOptions,
  ): Promise<Workspace> {
    const client = await connect(this);
    return unwrap(
      await client.PATCH('/workspaces/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        body: patch,
        ...init(options),
      }),
    );
  }

  /** Refused while anything uses it; the repository stays as it is. */
  async deleteWorkspace(id: string, options?: WriteOptions): Promise<void> {
    const client = await connect(this);
    expectOk(
      await client.DELETE('/workspaces/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        ...init(options),
      }),
    );
  }

  /** Reads the repository at its host; what is wrong is in the answer. */
  async syncWorkspace(
    id: string,
    options?: RequestOptions,
  ): Promise<Workspace> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/workspaces/{id}/actions/{action}', {
        params: { path: { id, action: 'sync' } },
        ...init(options),
      }),
    );
  }

  async listWorkspaceFolders(
    id: string,
    page: { limit?: number; cursor?: string } = {},
    options?: RequestOptions,
  ): Promise<Page<WorkspaceFolder>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/workspaces/{id}/folders', {
        params: { path: { id }, query: page },
        ...init(options),
      }),
    );
  }

  async getWorkspaceUsage(
    id: string,
    options?: RequestOptions,
  ): Promise<WorkspaceUsage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/workspaces/{id}/usage', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** Newest first; filters are `state` and `resourceId`. */
  async listWorkspacePullRequests(
    id: string,
    list: Pick<ListOptions, 'filter' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<WorkspacePullRequest>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/workspaces/{id}/pull-requests', {
        params: { path: { id }, query: list },
        ...init(options),
      }),
    );
  }

  async getPullRequest(
    id: string,
    options?: RequestOptions,
  ): Promise<WorkspacePullRequest> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/pull-requests/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** What it changes in the folder of its resource. */
  async getPullRequestDiff(
    id: string,
    options?: RequestOptions,
  ): Promise<FolderDiff> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/pull-requests/{id}/diff', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** What the portal has commented on it, or where its host keeps comments. */
  async listPullRequestComments(
    id: string,
    list: Pick<ListOptions, 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<PullRequestCommentPage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/pull-requests/{id}/comments', {
        params: { path: { id }, query: list },
        ...init(options),
      }),
    );
  }

  /** Has it read at its host now, or published once more. */
  async actOnPullRequest(
    id: string,
    action: 'refresh' | 'retry',
    options?: RequestOptions,
  ): Promise<WorkspacePullRequest> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/pull-requests/{id}/actions/{action}', {
        params: { path: { id, action } },
        ...init(options),
      }),
    );
  }

  /** Whether the folder of a resource was edited by hand. */
  async getResourceCode(
    resourceId: string,
    options?: RequestOptions,
  ): Promise<ResourceCode> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/code', {
        params: { path: { id: resourceId } },
        ...init(options),
      }),
    );
  }

  /** Opens a pull request that brings the folder back to what was generated. */
  async takeBackResourceCode(
    resourceId: string,
    options?: RequestOptions,
  ): Promise<WorkspacePullRequest> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/resources/{id}/code/actions/{action}', {
        params: { path: { id: resourceId, action: 'take-back' } },
        ...init(options),
      }),
    );
  }

  /** Repositories that an integration with a git host sees. */
  async listIntegrationRepositories(
    integrationId: string,
    page: { q?: string; limit?: number; cursor?: string } = {},
    options?: RequestOptions,
  ): Promise<Page<RepositoryCandidate>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/integrations/{id}/repositories', {
        params: { path: { id: integrationId }, query: page },
        ...init(options),
      }),
    );
  }
}
