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
  RepositoryCandidate,
  Workspace,
  WorkspaceFolder,
  WorkspaceInput,
  WorkspacePatch,
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
