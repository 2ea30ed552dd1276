import type {
  Refusal,
  RunDetail,
  RunIntervention,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  AuditedAccess,
  forbidden,
  needs,
  type AccessService,
  type Attempt,
  type CallOptions,
  type RecordNeed,
} from '../access';
import type { HistoryStore } from '../history';
import type { ResourceUses } from '../resources';
import type { RunAction } from './RunRequester';
import type { RunService } from './RunService';

type Call<K extends keyof RunService> = Parameters<RunService[K]>;

/** How long a stream goes on after the role that it needs was taken away. */
const RECHECK_MS = 15_000;

/** What the actions that take a run need. */
const needOfAction: Record<RunAction, RecordNeed> = {
  'dry-run': needs.resourceUpdate,
  provision: needs.resourceUpdate,
  update: needs.resourceUpdate,
  recreate: needs.resourceUpdate,
  destroy: needs.resourceDelete,
};

/** What an intervention needs, by whether the run destroys. */
interface InterventionNeeds {
  update: RecordNeed;
  destroy: RecordNeed;
  /** What it takes of whoever started the run. */
  own?: { update: RecordNeed; destroy: RecordNeed };
}

/** What may start a run may also repeat and settle it. */
const starting = {
  update: needs.resourceUpdate,
  destroy: needs.resourceDelete,
};

const needOfIntervention: Record<RunIntervention, InterventionNeeds> = {
  retry: starting,
  resolve: starting,
  /** Who started a run may stop it; somebody else's takes an admin. */
  cancel: {
    update: needs.resourceManage,
    destroy: needs.resourceDelete,
    own: { update: needs.resourceUpdate, destroy: needs.resourceDeleteOwn },
  },
};

/** Asks for access before each method of {@link RunService}. */
export class AuthorizedRunService implements RunService {
  readonly #inner: RunService;
  readonly #access: AuditedAccess;
  readonly #history: HistoryStore;
  readonly #uses: Pick<ResourceUses, 'assertMayRun'>;
  readonly #recheckMs: number;

  constructor(options: {
    inner: RunService;
    access: AccessService;
    history: HistoryStore;
    /** Whether a caller may use what a run is given. */
    uses: Pick<ResourceUses, 'assertMayRun'>;
    recheckMs?: number;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
    this.#history = options.history;
    this.#uses = options.uses;
    this.#recheckMs = options.recheckMs ?? RECHECK_MS;
  }

  async request(...[resourceId, action, options]: Call<'request'>) {
    const entity = { kind: 'resource' as const, id: resourceId };
    const attempt = { action: `resource.${action}`, entity };
    const scope = await this.#access.change(
      options.credentials,
      needOfAction[action],
      entity,
      attempt,
    );
    if (action !== 'destroy') {
      await this.#assertMayUse(resourceId, options, attempt);
    }
    return this.#inner.request(resourceId, action, { ...options, scope });
  }

  async list(...[query, options]: Call<'list'>) {
    const scope = await this.#access.list(options.credentials, 'resource');
    return this.#inner.list(query, { ...options, scope });
  }

  async get(...[id, options]: Call<'get'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    const run = await this.#inner.get(id, { ...options, scope });
    return withMissing(run, await this.#missing(run, options));
  }

  async plan(...[id, options]: Call<'plan'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.plan(id, { ...options, scope });
  }

  async log(...[query, options]: Call<'log'>) {
    const scope = await this.#access.read(
      options.credentials,
      target(query.id),
    );
    return this.#inner.log(query, { ...options, scope });
  }

  /** A stream outlives the question: it is asked again from time to time. */
  async *follow(...[query, options]: Call<'follow'>) {
    const ask = () => this.#access.read(options.credentials, target(query.id));
    await ask();
    const refused = new AbortController();
    let missing: (Refusal | undefined)[] | undefined;
    const timer = setInterval(() => {
      missing = undefined;
      ask().catch(() => refused.abort());
    }, this.#recheckMs);
    const events = this.#inner.follow(query, {
      ...options,
      signal: AbortSignal.any([options.signal, refused.signal]),
    });
    try {
      for await (const event of events) {
        if (event.type === 'run') {
          missing ??= await this.#missing(event.run, options);
          yield { ...event, run: withMissing(event.run, missing) };
        } else {
          yield event;
        }
      }
    } finally {
      clearInterval(timer);
    }
  }

  async cancel(...[id, options]: Call<'cancel'>) {
    await this.#requireToSettle(id, 'cancel', 'run.cancelled', options);
    return this.#inner.cancel(id, options);
  }

  async retry(...[id, options]: Call<'retry'>) {
    const run = await this.#requireToSettle(
      id,
      'retry',
      'run.retried',
      options,
    );
    if (run.kind !== 'destroy') {
      await this.#assertMayUse(run.resourceId, options, {
        action: 'run.retried',
        entity: { kind: 'resource', id: run.resourceId },
      });
    }
    return this.#inner.retry(id, options);
  }

  async resolve(...[id, options]: Call<'resolve'>) {
    await this.#requireToSettle(id, 'resolve', 'run.resolved', options);
    return this.#inner.resolve(id, options);
  }

  async #requireToSettle(
    id: string,
    intervention: RunIntervention,
    action: string,
    options: CallOptions,
  ): Promise<RunDetail> {
    // What cannot be seen was tried all the same.
    const attempt = {
      actor: actorOf(options.credentials),
      action,
      entity: { kind: 'run' as const, id },
    };
    const run = await audited(this.#history, attempt, () =>
      this.#visible(id, options),
    );
    await this.#access.change(
      options.credentials,
      needOf(intervention, run, options),
      target(id),
      {
        action,
        entity: {
          kind: 'resource',
          id: run.resourceId,
          name: run.resourceName,
        },
      },
    );
    return run;
  }

  /** Why the caller may not do each of what people do to a run. */
  async #missing(
    run: RunDetail,
    options: CallOptions,
  ): Promise<(Refusal | undefined)[]> {
    return this.#access.missing(
      options.credentials,
      run.actions.map(({ action }) => needOf(action, run, options)),
      target(run.id),
    );
  }

  /** What a run is given has to be permitted to whoever starts it; a destroy is not held up. */
  async #assertMayUse(
    resourceId: string,
    options: CallOptions,
    attempt: Attempt,
  ): Promise<void> {
    await audited(
      this.#history,
      { ...attempt, actor: actorOf(options.credentials) },
      () => this.#uses.assertMayRun(resourceId, options),
    );
  }

  /** Who may change nothing is told so, whether there is such a run or not. */
  async #visible(id: string, options: CallOptions): Promise<RunDetail> {
    try {
      return await this.#inner.get(id, options);
    } catch (unknown) {
      const [refusal] = await this.#access.missing(
        options.credentials,
        [needs.resourceUpdate],
        target(id),
      );
      throw refusal?.code === 'not_allowed' ? forbidden(refusal) : unknown;
    }
  }
}

function target(id: string) {
  return { kind: 'run' as const, id };
}

function needOf(
  intervention: RunIntervention,
  run: RunDetail,
  options: CallOptions,
): RecordNeed {
  const needed = needOfIntervention[intervention];
  const isOwn = run.requestedBy === actorOf(options.credentials).ref;
  const chosen = (isOwn && needed.own) || needed;
  return run.kind === 'destroy' ? chosen.destroy : chosen.update;
}

/** What is missing comes first: it is what the caller cannot help alone. */
function withMissing(
  run: RunDetail,
  missing: (Refusal | undefined)[],
): RunDetail {
  const actions = run.actions.map((available, index) => {
    const refusal = missing[index];
    return refusal
      ? {
          ...available,
          allowed: false,
          reasons: [refusal, ...available.reasons],
        }
      : available;
  });
  return { ...run, actions };
}
