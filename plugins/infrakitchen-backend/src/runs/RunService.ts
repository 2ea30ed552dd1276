import {
  actionOfRun,
  availableInterventions,
  concernsRun,
  isTerminal,
  runKinds,
  runRefusalsOf,
  runStates,
  type LogLine,
  type LogPage,
  type Page,
  type Plan,
  type Run,
  type RunDetail,
  type RunFacts,
  type WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import type { ApprovalView } from '../approvals';
import { assertChoices, parseFilters, parseIds } from '../database';
import type { HistoryStore } from '../history';
import {
  RunInterventions,
  type RunInterventionsDeps,
} from './RunInterventions';
import { planNotFound } from './problems';
import type { FeedEvent, RunFeed } from './RunFeed';
import type { RunLogStore } from './RunLogStore';
import type { RunAction, RunRequester } from './RunRequester';
import { runFilterFields } from './RunReadStore';
import type { RunStore } from './RunStore';
import {
  refuseAction,
  type ChangeStore,
  type ResourceStore,
  type ResourceView,
} from '../resources';
import { toApi } from './toApi';
import type { RunRecord } from './types';

const idFields = [
  'resourceId',
  'templateId',
  'projectId',
  'cascadeId',
  'plannedBefore',
] as const;

/** The runs: asked for, followed, stopped and settled. */
export interface RunService {
  request(
    resourceId: string,
    action: RunAction,
    options: WriteCallOptions & { reason?: string },
  ): Promise<{ id: string }>;
  list(
    query: { filter?: string[]; limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<Page<Run>>;
  get(id: string, options: CallOptions): Promise<RunDetail>;
  plan(id: string, options: CallOptions): Promise<Plan>;
  log(
    query: { id: string; after: number; limit: number },
    options: CallOptions,
  ): Promise<LogPage>;
  /** Lines after a number and the run when it changed, until it is over. */
  follow(
    query: { id: string; after: number },
    options: CallOptions & { signal: AbortSignal },
  ): AsyncIterable<FeedEvent>;
  cancel(id: string, options: CallOptions): Promise<{ id: string }>;
  retry(
    id: string,
    options: CallOptions & { reason?: string },
  ): Promise<{ id: string }>;
  resolve(
    id: string,
    options: CallOptions & {
      outcome?: 'failed' | 'succeeded';
      reason?: string;
    },
  ): Promise<{ id: string }>;
}

/** Tells which pull requests runs wait for. */
export interface RunPullRequests {
  ofRuns(ids: string[]): Promise<Map<string, WorkspacePullRequest>>;
}

/** Tells what a run waits for. */
export type RunApprovals = Pick<ApprovalView, 'describe'>;

/** {@link RunService} over the database and the queue. */
export class DefaultRunService implements RunService {
  readonly #store: RunStore;
  readonly #logs: RunLogStore;
  readonly #history: HistoryStore;
  readonly #feed: RunFeed;
  readonly #approvals: RunApprovals;
  readonly #pullRequests: RunPullRequests;
  readonly #requester: RunRequester;
  readonly #resources: ResourceStore;
  readonly #changes: ChangeStore;
  readonly #view: ResourceView;
  readonly #interventions: RunInterventions;

  constructor(
    deps: RunInterventionsDeps & {
      logs: RunLogStore;
      feed: RunFeed;
      describer: RunApprovals;
      pullRequests: RunPullRequests;
      requester: RunRequester;
      resources: ResourceStore;
      changes: ChangeStore;
      view: ResourceView;
    },
  ) {
    this.#store = deps.store;
    this.#logs = deps.logs;
    this.#history = deps.history;
    this.#feed = deps.feed;
    this.#approvals = deps.describer;
    this.#pullRequests = deps.pullRequests;
    this.#requester = deps.requester;
    this.#resources = deps.resources;
    this.#changes = deps.changes;
    this.#view = deps.view;
    this.#interventions = new RunInterventions(deps);
  }

  async request(
    resourceId: string,
    action: RunAction,
    options: WriteCallOptions & { reason?: string },
  ): Promise<{ id: string }> {
    return this.#requester.request(resourceId, action, options);
  }

  async list(
    query: { filter?: string[]; limit: number; cursor?: string },
    { scope }: Partial<CallOptions> = {},
  ): Promise<Page<Run>> {
    const filters = parseFilters(query.filter, runFilterFields);
    for (const field of idFields) {
      if (filters[field]) {
        filters[field] = parseIds(field, filters[field]);
      }
    }
    assertChoices(filters, { state: runStates, kind: runKinds });
    const page = await this.#store.list({
      filters,
      limit: query.limit,
      cursor: query.cursor,
      scope,
    });
    return { items: page.rows.map(toApi), nextCursor: page.nextCursor };
  }

  async get(id: string, options: CallOptions): Promise<RunDetail> {
    const run = await this.#require(id);
    const [
      transitions,
      progress,
      inputs,
      queuePosition,
      approvals,
      pullRequests,
      facts,
    ] = await Promise.all([
      this.#store.transitions(id),
      this.#store.progress(id),
      this.#store.payload(id, 'maskedInputs'),
      run.state === 'queued' ? this.#store.queuePosition(run) : undefined,
      this.#approvals.describe([run], options),
      this.#pullRequests.ofRuns([id]),
      this.#facts(run),
    ]);
    return {
      ...toApi(run),
      error: run.error,
      queuePosition,
      approval: approvals.get(id),
      pullRequest: pullRequests.get(id),
      transitions,
      progress,
      inputs: inputs ?? [],
      actions: availableInterventions(facts),
    };
  }

  async plan(id: string): Promise<Plan> {
    const run = await this.#require(id);
    const plan = await this.#store.payload(id, 'plan');
    if (!plan) {
      throw planNotFound(run);
    }
    return plan;
  }

  async log(query: {
    id: string;
    after: number;
    limit: number;
  }): Promise<LogPage> {
    const run = await this.#require(query.id);
    const lines = await this.#logs.read({ runId: query.id, ...query });
    const nextAfter = lastSeq(lines) ?? query.after;
    return {
      lines,
      nextAfter,
      ended: isTerminal(run.state) && nextAfter >= run.logSeq,
    };
  }

  follow(
    query: { id: string; after: number },
    options: CallOptions & { signal: AbortSignal },
  ): AsyncIterable<FeedEvent> {
    return this.#feed.watch({
      runId: query.id,
      after: query.after,
      signal: options.signal,
      source: {
        lines: page => this.#logs.read(page),
        run: async runId => {
          const run = await this.get(runId, options);
          return { run, over: isTerminal(run.state) };
        },
      },
    });
  }

  async cancel(id: string, options: CallOptions): Promise<{ id: string }> {
    const run = await this.#require(id);
    await this.#interventions.cancel(run, actorOf(options.credentials));
    return { id };
  }

  async retry(
    id: string,
    options: CallOptions & { reason?: string },
  ): Promise<{ id: string }> {
    const run = await this.#require(id);
    const attempt = {
      actor: actorOf(options.credentials),
      action: 'run.retried',
      entity: {
        kind: 'resource' as const,
        id: run.resourceId,
        name: run.resourceName,
      },
      detail: { runId: id },
    };
    await audited(this.#history, attempt, async () => {
      refuseAction(runRefusalsOf(await this.#facts(run), 'retry'));
    });
    return this.#requester.request(run.resourceId, actionOfRun[run.kind], {
      ...options,
      retryOf: run,
    });
  }

  async resolve(
    id: string,
    options: CallOptions & {
      outcome?: 'failed' | 'succeeded';
      reason?: string;
    },
  ): Promise<{ id: string }> {
    await this.#interventions.resolve(await this.#require(id), options);
    return { id };
  }

  /** What a retry would find is looked up where there may be one. */
  async #facts(run: RunRecord): Promise<RunFacts> {
    const { id, kind, state, resourceId } = run;
    if (!concernsRun('retry', state)) {
      return { id, kind, state };
    }
    const [retriedBy, resource, change] = await Promise.all([
      this.#store.retriedBy(id),
      this.#resources.get(resourceId),
      this.#changes.get(resourceId),
    ]);
    return {
      ...{ id, kind, state, retriedBy },
      resource: resource && (await this.#view.facts(resource, change)),
    };
  }

  async #require(id: string): Promise<RunRecord> {
    return this.#store.require(id);
  }
}

function lastSeq(lines: LogLine[]): number | undefined {
  return lines[lines.length - 1]?.seq;
}
