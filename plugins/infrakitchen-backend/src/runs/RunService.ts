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
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions, WriteCallOptions } from '../access';
import { assertChoices, parseFilters, parseIds } from '../database';
import {
  RunInterventions,
  type RunInterventionsDeps,
} from './RunInterventions';
import type { RunLogStore } from './RunLogStore';
import {
  RunRequester,
  type RunAction,
  type RunRequesterDeps,
} from './RunRequester';
import { runFilterFields, runNotFound, type RunStore } from './RunStore';
import type { RunRecord } from './types';

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

/** {@link RunService} over the database and the queue. */
export class DefaultRunService implements RunService {
  readonly #store: RunStore;
  readonly #logs: RunLogStore;
  readonly #requester: RunRequester;
  readonly #interventions: RunInterventions;

  constructor(
    deps: RunRequesterDeps & RunInterventionsDeps & { logs: RunLogStore },
  ) {
    this.#store = deps.store;
    this.#logs = deps.logs;
    this.#requester = new RunRequester(deps);
    this.#interventions = new RunInterventions(deps);
  }

  async request(
    resourceId: string,
    action: RunAction,
    options: WriteCallOptions & { reason?: string },
  ): Promise<{ id: string }> {
    return this.#requester.request(resourceId, action, options);
  }

  async list(query: {
    filter?: string[];
    limit: number;
    cursor?: string;
  }): Promise<Page<Run>> {
    const filters = parseFilters(query.filter, runFilterFields);
    for (const field of ['resourceId', 'templateId'] as const) {
      if (filters[field]) {
        filters[field] = parseIds(field, filters[field]);
      }
    }
    assertChoices(filters, { state: runStates, kind: runKinds });
    const page = await this.#store.list({
      filters,
      limit: query.limit,
      cursor: query.cursor,
    });
    return { items: page.rows.map(toApi), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<RunDetail> {
    const run = await this.#require(id);
    const [transitions, progress, inputs, queuePosition] = await Promise.all([
      this.#store.transitions(id),
      this.#store.progress(id),
      this.#store.payload(id, 'maskedInputs'),
      run.state === 'queued' ? this.#store.queuePosition(run) : undefined,
    ]);
    return {
      ...toApi(run),
      queuePosition,
      transitions,
      progress,
      inputs: inputs ?? [],
    };
  }

  async plan(id: string): Promise<Plan> {
    const run = await this.#require(id);
    const plan = await this.#store.payload(id, 'plan');
    if (!plan) {
      throw new InfrakitchenError('NotFoundError', {
        code: 'plan_not_found',
        message: missingPlan(run.state),
        culprits: [{ kind: 'run', id }],
      });
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

  async cancel(id: string, options: CallOptions): Promise<{ id: string }> {
    await this.#interventions.cancel(await this.#require(id), options);
    return { id };
  }

  async retry(
    id: string,
    options: CallOptions & { reason?: string },
  ): Promise<{ id: string }> {
    const run = await this.#require(id);
    if (!isTerminal(run.state)) {
      throw new InfrakitchenError('ConflictError', {
        code: 'run_not_over',
        message: `The run is ${run.state}; only a run that is over can be retried`,
        culprits: [{ kind: 'run', id }],
      });
    }
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
    const run = await this.#store.get(id);
    if (!run) {
      throw runNotFound(id);
    }
    return run;
  }
}

function missingPlan(state: RunState): string {
  if (!isTerminal(state)) {
    return 'The run has no plan yet';
  }
  return state === 'succeeded'
    ? 'The plan of the run could not be read'
    : 'The run ended before it had a plan';
}

function lastSeq(lines: LogLine[]): number | undefined {
  return lines[lines.length - 1]?.seq;
}

/** A run as the API shows it. */
export function toApi(run: RunRecord): Run {
  const time = (ms: number | undefined) =>
    ms === undefined ? undefined : new Date(ms).toISOString();
  return {
    id: run.id,
    resourceId: run.resourceId,
    resourceName: run.resourceName,
    templateId: run.templateId,
    templateName: run.templateName,
    kind: run.kind,
    state: run.state,
    reason: run.reason,
    requestedBy: run.requestedBy,
    retryOf: run.retryOf,
    cancelRequested: run.cancelRequested,
    commitSha: run.commitSha,
    ref: run.ref,
    engine:
      run.engineKind && run.engineVersion
        ? { kind: run.engineKind, version: run.engineVersion }
        : undefined,
    planSummary: run.planSummary,
    planDigest: run.planDigest,
    error: run.error,
    createdAt: time(run.createdAt)!,
    startedAt: time(run.startedAt),
    finishedAt: time(run.finishedAt),
    updatedAt: time(run.updatedAt)!,
  };
}
