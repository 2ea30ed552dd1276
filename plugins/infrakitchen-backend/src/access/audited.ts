import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import {
  isInfrakitchenError,
  type Refusal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AuditRecord, HistoryStore } from '../history';
import { scopedKindOf, type AccessScope } from './AccessScope';
import type { AccessService } from './AccessService';
import { actorOf } from './callers';
import {
  readNeeds,
  useNeeds,
  type GlobalNeed,
  type Need,
  type RecordNeed,
} from './needs';
import type { ScopedKind, StandaloneKind, Target } from './types';

/** What is recorded where something is refused. */
export type Attempt = Pick<AuditRecord, 'action' | 'entity' | 'detail'>;

/**
 * Does something that may be refused, and records the refusal. Must be called
 * outside of a transaction, since a refusal undoes that.
 */
export async function audited<T>(
  history: HistoryStore,
  record: Pick<AuditRecord, 'actor' | 'action' | 'entity' | 'detail'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isInfrakitchenError(error)) {
      // Not the message: it may quote what the caller sent.
      await history.auditRefused({
        ...record,
        detail: {
          ...record.detail,
          code: error.code,
          culprits: error.culprits.map(culprit => ({ ...culprit })),
        },
      });
    }
    throw error;
  }
}

/**
 * Asks for access in the words of a service's methods, and records where a
 * change is refused. What it answers goes to the inner service as `scope`.
 */
export class AuditedAccess {
  readonly #access: AccessService;
  readonly #history: HistoryStore;

  constructor(options: { access: AccessService; history: HistoryStore }) {
    this.#access = options.access;
    this.#history = options.history;
  }

  /** Before a list: what of a kind may be seen. */
  async list(
    credentials: BackstageCredentials,
    kind: ScopedKind,
  ): Promise<AccessScope> {
    return this.#access.scopeOf(credentials, kind);
  }

  /** Before a list of what is to be picked: what of a kind may be used. */
  async usable(
    credentials: BackstageCredentials,
    kind: StandaloneKind,
  ): Promise<AccessScope> {
    return this.#access.scopeFor(credentials, useNeeds[kind]);
  }

  /** Before one record is shown. */
  async read(
    credentials: BackstageCredentials,
    target: Target,
  ): Promise<AccessScope> {
    const need = readNeeds[scopedKindOf(target.kind)];
    return this.#access.requireOn(credentials, need, target);
  }

  /** Before one record is changed. */
  async change(
    credentials: BackstageCredentials,
    need: Need,
    target: Target,
    attempt: Attempt,
  ): Promise<AccessScope> {
    return this.#attempt(credentials, attempt, () =>
      this.#access.requireOn(credentials, need, target),
    );
  }

  /** Why each of some needs is not met on a record; undefined where it is. */
  async missing(
    credentials: BackstageCredentials,
    oneByOne: RecordNeed[],
    target: Target,
  ): Promise<(Refusal | undefined)[]> {
    return this.#access.refusals(credentials, oneByOne, target);
  }

  /** Before what concerns everything. */
  async global(
    credentials: BackstageCredentials,
    need: GlobalNeed,
    attempt?: Attempt,
  ): Promise<AccessScope> {
    return this.#attempt(credentials, attempt, () =>
      this.#access.requireGlobal(credentials, need),
    );
  }

  /** Before something is created that several places may permit. */
  async create(
    credentials: BackstageCredentials,
    need: GlobalNeed,
    places: Target[][],
    attempt: Attempt,
  ): Promise<AccessScope> {
    return this.#attempt(credentials, attempt, () =>
      this.#access.requireAtOneOf(credentials, need, places),
    );
  }

  /** Before what somebody may do who has one of some needs met anywhere. */
  async somewhere(
    credentials: BackstageCredentials,
    oneOf: readonly [Need, ...Need[]],
    attempt: Attempt,
  ): Promise<AccessScope> {
    return this.#attempt(credentials, attempt, () =>
      this.#access.requireSomewhere(credentials, ...oneOf),
    );
  }

  /**
   * Asks for permissions alone, where no role is about it.
   *
   * @param attempt - what is recorded where it is refused; nothing for a read.
   * @throws NotAllowedError `not_allowed` unless one of the permissions is granted.
   */
  async require(
    credentials: BackstageCredentials,
    permission: BasicPermission | [BasicPermission, ...BasicPermission[]],
    attempt?: Attempt,
  ): Promise<void> {
    const oneOf = Array.isArray(permission) ? permission : [permission];
    await this.#attempt(credentials, attempt, () =>
      this.#access.require(
        credentials,
        ...(oneOf as [BasicPermission, ...BasicPermission[]]),
      ),
    );
  }

  async #attempt<T>(
    credentials: BackstageCredentials,
    attempt: Attempt | undefined,
    ask: () => Promise<T>,
  ): Promise<T> {
    return attempt
      ? audited(this.#history, { ...attempt, actor: actorOf(credentials) }, ask)
      : ask();
  }
}
