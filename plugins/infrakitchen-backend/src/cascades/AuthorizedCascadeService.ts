import { randomUUID } from 'node:crypto';
import type { CascadeKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  AuditedAccess,
  needs,
  type AccessService,
  type RecordNeed,
} from '../access';
import type { HistoryStore } from '../history';
import { decisionLines, type CascadeService } from './CascadeService';
import type { CascadeStore } from './CascadeStore';
import type { CascadeRecord } from './types';

type Call<K extends keyof CascadeService> = Parameters<CascadeService[K]>;

/** What doing something to each of the resources takes. */
const needOfKind: Record<CascadeKind, RecordNeed> = {
  update: needs.resourceUpdate,
  recreate: needs.resourceUpdate,
  destroy: needs.resourceDelete,
};

/**
 * Asks for access before each method of {@link CascadeService}. A cascade is
 * for those who may see all of its resources, and acting on it takes what its
 * runs take, on each of them.
 */
export class AuthorizedCascadeService implements CascadeService {
  readonly #inner: CascadeService;
  readonly #cascades: CascadeStore;
  readonly #service: AccessService;
  readonly #access: AuditedAccess;
  readonly #history: HistoryStore;

  constructor(options: {
    inner: CascadeService;
    cascades: CascadeStore;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#cascades = options.cascades;
    this.#service = options.access;
    this.#access = new AuditedAccess(options);
    this.#history = options.history;
  }

  async create(...[input, options]: Call<'create'>) {
    const { credentials } = options;
    const need = needOfKind[input.kind];
    const entity = { kind: 'cascade' as const, id: randomUUID() };
    const first = input.rootId ?? input.resourceIds?.[0];
    const scope = first
      ? await this.#access.change(
          credentials,
          need,
          { kind: 'resource', id: first },
          { action: 'cascade.requested', entity },
        )
      : await this.#access.list(credentials, 'resource');
    const usable = await this.#service.scopeFor(credentials, need);
    return this.#inner.create(input, { ...options, scope, usable });
  }

  async list(...[query, options]: Call<'list'>) {
    const scope = await this.#access.list(options.credentials, 'resource');
    return this.#inner.list(query, { ...options, scope });
  }

  async get(...[id, options]: Call<'get'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.get(id, { ...options, scope });
  }

  async items(...[query, options]: Call<'items'>) {
    const scope = await this.#access.read(
      options.credentials,
      target(query.id),
    );
    return this.#inner.items(query, { ...options, scope });
  }

  async graph(...[id, options]: Call<'graph'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.graph(id, { ...options, scope });
  }

  async act(...[id, decision, options]: Call<'act'>) {
    const { credentials } = options;
    const action = decisionLines[decision];
    const entity = { kind: 'cascade' as const, id };
    const attempt = { actor: actorOf(credentials), action, entity };
    // What cannot be seen was tried all the same.
    const cascade = await audited(this.#history, attempt, async () => {
      await this.#access.read(credentials, target(id));
      return this.#cascades.require(id);
    });
    const isOwn = cascade.requestedBy === attempt.actor.ref;
    const scope = await this.#access.change(
      credentials,
      needOf(decision, cascade, isOwn),
      target(id),
      { action, entity: { ...entity, name: cascade.name } },
    );
    return this.#inner.act(id, decision, { ...options, scope });
  }
}

/** Whoever asked for it may stop it; somebody else's takes an admin. */
function needOf(
  decision: Call<'act'>[1],
  { kind }: CascadeRecord,
  isOwn: boolean,
): RecordNeed {
  if (decision === 'approve' || decision === 'reject') {
    return needs.resourceApprove;
  }
  if (decision !== 'cancel') {
    return needOfKind[kind];
  }
  if (kind === 'destroy') {
    return isOwn ? needs.resourceDeleteOwn : needs.resourceDelete;
  }
  return isOwn ? needs.resourceUpdate : needs.resourceManage;
}

function target(id: string) {
  return { kind: 'cascade' as const, id };
}
