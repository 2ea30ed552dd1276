import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
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
    return this.#inner.get(id, { ...options, scope });
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
    const timer = setInterval(() => {
      ask().catch(() => refused.abort());
    }, this.#recheckMs);
    try {
      yield* this.#inner.follow(query, {
        ...options,
        signal: AbortSignal.any([options.signal, refused.signal]),
      });
    } finally {
      clearInterval(timer);
    }
  }

  /** Who started a run may stop it; somebody else's takes an admin. */
  async cancel(...[id, options]: Call<'cancel'>) {
    await this.#requireToSettle(id, 'run.cancelled', options, {
      update: needs.resourceManage,
      destroy: needs.resourceDelete,
      own: { update: needs.resourceUpdate, destroy: needs.resourceDeleteOwn },
    });
    return this.#inner.cancel(id, options);
  }

  async retry(...[id, options]: Call<'retry'>) {
    const run = await this.#requireToSettle(id, 'run.retried', options);
    if (run.kind !== 'destroy') {
      await this.#assertMayUse(run.resourceId, options, {
        action: 'run.retried',
        entity: { kind: 'resource', id: run.resourceId },
      });
    }
    return this.#inner.retry(id, options);
  }

  async resolve(...[id, options]: Call<'resolve'>) {
    await this.#requireToSettle(id, 'run.resolved', options);
    return this.#inner.resolve(id, options);
  }

  /** What may start a run may also repeat and settle it. */
  async #requireToSettle(
    id: string,
    action: string,
    options: CallOptions,
    needed: {
      update: RecordNeed;
      destroy: RecordNeed;
      own?: { update: RecordNeed; destroy: RecordNeed };
    } = { update: needs.resourceUpdate, destroy: needs.resourceDelete },
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
    const isOwn = run.requestedBy === actorOf(options.credentials).ref;
    const chosen = (isOwn && needed.own) || needed;
    await this.#access.change(
      options.credentials,
      run.kind === 'destroy' ? chosen.destroy : chosen.update,
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
