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
import type { Project, ProjectInput, ProjectPatch } from '../types';
import { AccessClient } from './AccessClient';

/** Projects, the boundaries of governance. @public */
export class ProjectsClient extends AccessClient {
  async listProjects(
    list: ListOptions = {},
    options?: RequestOptions,
  ): Promise<Page<Project>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/projects', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  async getProject(id: string, options?: RequestOptions): Promise<Project> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/projects/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async createProject(
    input: ProjectInput,
    options?: RequestOptions,
  ): Promise<Project> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/projects', {
        body: input as components['schemas']['ProjectInput'],
        ...init(options),
      }),
    );
  }

  async updateProject(
    id: string,
    patch: ProjectPatch,
    options?: WriteOptions,
  ): Promise<Project> {
    const client = await connect(this);
    return unwrap(
      await client.PATCH('/projects/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        body: patch,
        ...init(options),
      }),
    );
  }

  /** Only a project without resources can be deleted. */
  async deleteProject(id: string, options?: RequestOptions): Promise<void> {
    const client = await connect(this);
    expectOk(
      await client.DELETE('/projects/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async actOnProject(
    id: string,
    action: 'enable' | 'disable',
    options?: RequestOptions,
  ): Promise<Project> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/projects/{id}/actions/{action}', {
        params: { path: { id, action } },
        ...init(options),
      }),
    );
  }
}
