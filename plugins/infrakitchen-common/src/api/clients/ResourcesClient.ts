import type { components } from '../../generated/openapi';
import type {
  ActionAvailability,
  AuditEntry,
  Change,
  EditedResource,
  EffectiveValues,
  Resource,
  ResourceAction,
  ResourceInput,
  ResourcePatch,
  ResourceSummary,
  Revision,
  Run,
  StateObject,
  StateOverview,
  StateSummary,
  Tree,
} from '../types';
import {
  connect,
  ifMatch,
  init,
  unwrap,
  type ListOptions,
  type Page,
  type RequestOptions,
  type WriteOptions,
} from '../request';
import { ConventionsClient } from './ConventionsClient';

/** What an action answers with. @public */
export type ActionResult = components['schemas']['ActionResult'];

/** Resources: what they are, would be given, and what may be done with them. @public */
export class ResourcesClient extends ConventionsClient {
  async listResources(
    list: ListOptions = {},
    options?: RequestOptions,
  ): Promise<Page<Resource>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  /** Counts the resources that a list with the same filter would have. */
  async getResourceSummary(
    list: Pick<ListOptions, 'filter'> = {},
    options?: RequestOptions,
  ): Promise<ResourceSummary> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/summary', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  async getResource(id: string, options?: RequestOptions): Promise<Resource> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async createResource(
    input: ResourceInput,
    options?: RequestOptions & { idempotencyKey?: string },
  ): Promise<Resource> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/resources', {
        params: {
          header: options?.idempotencyKey
            ? { 'Idempotency-Key': options.idempotencyKey }
            : {},
        },
        body: input,
        ...init(options),
      }),
    );
  }

  async updateResource(
    id: string,
    patch: ResourcePatch,
    options?: WriteOptions,
  ): Promise<EditedResource> {
    const client = await connect(this);
    return unwrap(
      await client.PATCH('/resources/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        body: patch,
        ...init(options),
      }),
    );
  }

  async listResourceActions(
    id: string,
    options?: RequestOptions,
  ): Promise<ActionAvailability[]> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/actions', {
        params: { path: { id } },
        ...init(options),
      }),
    ).items;
  }

  /** Starts an action; `run` is set where it takes a run. */
  async actOnResource(
    id: string,
    action: ResourceAction,
    options?: WriteOptions & { reason?: string },
  ): Promise<ActionResult> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/resources/{id}/actions/{action}', {
        params: { path: { id, action }, header: ifMatch(options) },
        body: options?.reason ? { reason: options.reason } : {},
        ...init(options),
      }),
    );
  }

  /** What is above and below a resource, the nearest first. */
  async getResourceTree(
    id: string,
    options: RequestOptions & { limit?: number; depth?: number } = {},
  ): Promise<Tree> {
    const { limit, depth } = options;
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/tree', {
        params: { path: { id }, query: { limit, depth } },
        ...init(options),
      }),
    );
  }

  /** The values that a run would use now, each with its provenance. */
  async getEffectiveValues(
    id: string,
    options?: RequestOptions,
  ): Promise<EffectiveValues> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/effective', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async getResourceChange(
    id: string,
    options?: RequestOptions,
  ): Promise<Change | undefined> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/change', {
        params: { path: { id } },
        ...init(options),
      }),
    ).change;
  }

  async listResourceRuns(
    id: string,
    list: Pick<ListOptions, 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<Run>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/runs', {
        params: { path: { id }, query: list },
        ...init(options),
      }),
    );
  }

  async listResourceRevisions(
    id: string,
    list: Pick<ListOptions, 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<Revision>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/revisions', {
        params: { path: { id }, query: list },
        ...init(options),
      }),
    );
  }

  async listResourceAudit(
    id: string,
    list: Pick<ListOptions, 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<AuditEntry>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/audit', {
        params: { path: { id }, query: list },
        ...init(options),
      }),
    );
  }

  async getResourceState(
    id: string,
    options?: RequestOptions,
  ): Promise<StateOverview> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/state', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** How many objects of each type the newest state has. */
  async getStateSummary(
    id: string,
    options?: RequestOptions,
  ): Promise<StateSummary> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/state/summary', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** What the newest state has in it, by address. */
  async listStateObjects(
    id: string,
    list: Pick<ListOptions, 'q' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<StateObject>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/state/objects', {
        params: { path: { id }, query: list },
        ...init(options),
      }),
    );
  }
}
