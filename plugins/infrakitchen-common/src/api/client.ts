import type { components } from '../generated/openapi';
import type {
  ActionAvailability,
  AnalysedModule,
  AuditEntry,
  Change,
  EditedResource,
  EffectiveValues,
  LogLine,
  ModuleRefs,
  ModuleSource,
  Overview,
  Plan,
  Resource,
  ResourceAction,
  ResourceInput,
  ResourcePatch,
  Revision,
  Run,
  RunDetail,
  StateOverview,
  Template,
  TemplateInput,
  TemplatePatch,
  TemplateVersion,
  Tree,
  VersionInput,
  VersionPatch,
  VersionSchema,
} from './types';
import { SubscriptionClient } from './clients/SubscriptionClient';
import {
  connect,
  expectOk,
  fetchRaw,
  ifMatch,
  init,
  toResponseError,
  unwrap,
  type ListOptions,
  type Page,
  type RequestOptions,
  type WriteOptions,
} from './request';

/** A page of a run's log. @public */
export type LogPage = components['schemas']['LogPage'];

/** What a log stream yields. @public */
export type RunStreamEvent =
  | { type: 'log'; lines: LogLine[] }
  | { type: 'run'; run: RunDetail };

/** What an action answers with. @public */
export type ActionResult = components['schemas']['ActionResult'];

/**
 * Client of the REST API. Where the server refuses, every method throws an
 * error with the server's `name`, `message`, `code` and `culprits`, and with
 * the `statusCode`.
 *
 * @public
 */
export class InfrakitchenClient extends SubscriptionClient {
  async getOverview(options?: RequestOptions): Promise<Overview> {
    const client = await connect(this);
    return unwrap(await client.GET('/overview', init(options)));
  }

  /** Tags and branches of a repository, newest version first. */
  async listModuleRefs(
    repositoryUrl: string,
    options?: RequestOptions,
  ): Promise<ModuleRefs> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/modules/refs', {
        body: { repositoryUrl },
        ...init(options),
      }),
    );
  }

  /** Reads a module without saving anything. */
  async analyseModule(
    source: ModuleSource,
    options?: RequestOptions,
  ): Promise<AnalysedModule> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/modules/analyse', { body: source, ...init(options) }),
    );
  }

  async listTemplates(
    list: ListOptions = {},
    options?: RequestOptions,
  ): Promise<Page<Template>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  async getTemplate(id: string, options?: RequestOptions): Promise<Template> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async createTemplate(
    input: TemplateInput,
    options?: RequestOptions,
  ): Promise<Template> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates', {
        body: input as components['schemas']['TemplateInput'],
        ...init(options),
      }),
    );
  }

  /** Creates a template and its first version, both or neither. */
  async importTemplate(
    input: { template: TemplateInput; version: VersionInput },
    options?: RequestOptions,
  ): Promise<{ template: Template; version: TemplateVersion }> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates/import', { body: input, ...init(options) }),
    );
  }

  async updateTemplate(
    id: string,
    patch: TemplatePatch,
    options?: WriteOptions,
  ): Promise<Template> {
    const client = await connect(this);
    return unwrap(
      await client.PATCH('/templates/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        body: patch,
        ...init(options),
      }),
    );
  }

  async deleteTemplate(id: string, options?: RequestOptions): Promise<void> {
    const client = await connect(this);
    await expectOk(
      await client.DELETE('/templates/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async actOnTemplate(
    id: string,
    action: 'enable' | 'disable',
    options?: RequestOptions,
  ): Promise<Template> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates/{id}/actions/{action}', {
        params: { path: { id, action } },
        ...init(options),
      }),
    );
  }

  async getTemplateTree(id: string, options?: RequestOptions): Promise<Tree> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates/{id}/tree', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async listVersions(
    templateId: string,
    list: Pick<ListOptions, 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<TemplateVersion>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates/{id}/versions', {
        params: { path: { id: templateId }, query: list },
        ...init(options),
      }),
    );
  }

  async createVersion(
    templateId: string,
    input: VersionInput,
    options?: RequestOptions,
  ): Promise<TemplateVersion> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates/{id}/versions', {
        params: { path: { id: templateId } },
        body: input,
        ...init(options),
      }),
    );
  }

  async getVersion(
    id: string,
    options?: RequestOptions,
  ): Promise<TemplateVersion> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/versions/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async updateVersion(
    id: string,
    patch: VersionPatch,
    options?: WriteOptions,
  ): Promise<TemplateVersion> {
    const client = await connect(this);
    return unwrap(
      await client.PATCH('/versions/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        body: patch,
        ...init(options),
      }),
    );
  }

  async deleteVersion(id: string, options?: RequestOptions): Promise<void> {
    const client = await connect(this);
    await expectOk(
      await client.DELETE('/versions/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async actOnVersion(
    id: string,
    action: 'analyse' | 'enable' | 'disable',
    options?: RequestOptions,
  ): Promise<TemplateVersion> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/versions/{id}/actions/{action}', {
        params: { path: { id, action } },
        ...init(options),
      }),
    );
  }

  /**
   * JSON Schema of a version's variables and what the given parents and project
   * would hand down; without a project that of the parents.
   */
  async getVersionSchema(
    id: string,
    parents: string[],
    options?: RequestOptions & { project?: string },
  ): Promise<VersionSchema> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/versions/{id}/schema', {
        params: {
          path: { id },
          query: { parents, project: options?.project },
        },
        ...init(options),
      }),
    );
  }

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

  async getResourceTree(id: string, options?: RequestOptions): Promise<Tree> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/tree', {
        params: { path: { id } },
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

  async listRuns(
    list: Pick<ListOptions, 'filter' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<Run>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/runs', { params: { query: list }, ...init(options) }),
    );
  }

  async getRun(id: string, options?: RequestOptions): Promise<RunDetail> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/runs/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async getRunPlan(id: string, options?: RequestOptions): Promise<Plan> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/runs/{id}/plan', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async getRunLog(
    id: string,
    page: { after?: number; limit?: number } = {},
    options?: RequestOptions,
  ): Promise<LogPage> {
    const client = await connect(this);
    const answer = await client.GET('/runs/{id}/log', {
      params: { path: { id }, query: page },
      ...init(options),
      headers: { ...init(options).headers, Accept: 'application/json' },
    });
    // The document describes the stream of the same route too.
    return unwrap(answer) as LogPage;
  }

  /**
   * Follows a run until it is over or the signal aborts. Yields new log lines
   * and the run whenever it changed.
   */
  async *streamRun(
    id: string,
    options: RequestOptions & { after?: number } = {},
  ): AsyncGenerator<RunStreamEvent> {
    const response = await fetchRaw(
      this,
      `/runs/${encodeURIComponent(id)}/log?after=${options.after ?? 0}`,
      {
        ...init(options),
        headers: { ...init(options).headers, Accept: 'text/event-stream' },
      },
    );
    if (!response.ok || !response.body) {
      const error = await response.json().catch(() => undefined);
      throw toResponseError({ error, response });
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let buffer = '';
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          return;
        }
        buffer += decoder.decode(value, { stream: true });
        const frames = buffer.split('\n\n');
        buffer = frames.pop() ?? '';
        for (const frame of frames) {
          const event = parseFrame(frame);
          if (event === 'end') {
            return;
          }
          if (event) {
            yield event;
          }
        }
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }

  async actOnRun(
    id: string,
    action: 'approve' | 'reject' | 'cancel' | 'retry' | 'resolve',
    options?: RequestOptions & {
      reason?: string;
      /** Of the plan that is approved or rejected. */
      digest?: string;
      outcome?: 'failed' | 'succeeded';
    },
  ): Promise<ActionResult> {
    const client = await connect(this);
    const body = {
      reason: options?.reason,
      digest: options?.digest,
      outcome: options?.outcome,
    };
    return unwrap(
      await client.POST('/runs/{id}/actions/{action}', {
        params: { path: { id, action } },
        body,
        ...init(options),
      }),
    );
  }
}

function parseFrame(frame: string): RunStreamEvent | 'end' | undefined {
  const fields = frame.split('\n');
  const type = fields.find(f => f.startsWith('event: '))?.slice(7);
  const data = fields.find(f => f.startsWith('data: '))?.slice(6);
  if (type === 'end') {
    return 'end';
  }
  if (type === 'log' && data) {
    return { type, lines: JSON.parse(data) };
  }
  if (type === 'run' && data) {
    return { type, run: JSON.parse(data) };
  }
  return undefined;
}
