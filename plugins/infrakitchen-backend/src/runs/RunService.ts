import {
  InfrakitchenError,
  isTerminal,
  runKinds,
  runStates,
  type LogLine,
  type LogPage,
  type Page,
  type Plan,
  type Run,
  type RunDetail,
  type RunKind,
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
import { toApi } from './toApi';
import type { RunRecord } from './types';

const idFields = [
  'resourceId',
  'templateId',
  'projectId',
  'cascadeId',
  'plannedBefore',
] as const;

const actionOf: Record<RunKind, RunAction> = {
  dry_run: 'dry-run',
  provision: 'provision',
  update: 'update',
  destroy: 'destroy',
};

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
  readonly #interventions: RunInterventions;

  constructor(
    deps: RunInterventionsDeps & {
      logs: RunLogStore;
      feed: RunFeed;
      describer: RunApprovals;
      pullRequests: RunPullRequests;
      requester: RunRequester;
    },
  ) {
    this.#store = deps.store;
    this.#logs = deps.logs;
    this.#history = deps.history;
    this.#feed = deps.feed;
    this.#approvals = deps.describer;
    this.#pullRequests = deps.pullRequests;
    this.#requester = deps.requester;
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
    ] = await Promise.all([
      this.#store.transitions(id),
      this.#store.progress(id),
      this.#store.payload(id, 'maskedInputs'),
      run.state === 'queued' ? this.#store.queuePosition(run) : undefined,
      this.#approvals.describe([run], options),
      this.#pullRequests.ofRuns([id]),
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
      if (!isTerminal(run.state)) {
        throw new InfrakitchenError('ConflictError', {
          code: 'run_not_over',
          message: `The run is ${run.state}; only a run that is over can be retried`,
          culprits: [{ kind: 'run', id }],
        });
      }
    });
    return this.#requester.request(run.resourceId, actionOf[run.kind], {
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

  async #require(id: string): Promise<RunRecord> {
    return this.#store.require(id);
  }
}

function lastSeq(lines: LogLine[]): number | undefined {
  return lines[lines.length - 1]?.seq;
}
