import { randomUUID } from 'node:crypto';
import {
  InfrakitchenError,
  type EncryptionStatus,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  audited,
  AuditedAccess,
  needs,
  type AccessService,
  type CallOptions,
} from '../access';
import type { HistoryStore } from '../history';
import type { Rewrapper } from './Rewrapper';

/** Time that one request works; the caller repeats it. */
const STEP_MS = 10_000;

/** The keys that things are encrypted with. */
export interface EncryptionService {
  status(options: CallOptions): Promise<EncryptionStatus>;
  /** Encrypts more with the newest key; to be called until it is done. */
  rewrap(
    input: { restart?: boolean },
    options: CallOptions,
  ): Promise<EncryptionStatus>;
}

/** {@link EncryptionService} over the database. */
export class DefaultEncryptionService implements EncryptionService {
  readonly #rewrapper: Rewrapper;
  readonly #history: HistoryStore;

  constructor(options: { rewrapper: Rewrapper; history: HistoryStore }) {
    this.#rewrapper = options.rewrapper;
    this.#history = options.history;
  }

  status(): Promise<EncryptionStatus> {
    return this.#rewrapper.status();
  }

  async rewrap(
    { restart }: { restart?: boolean },
    { credentials }: CallOptions,
  ): Promise<EncryptionStatus> {
    const line = attempt(actorOf(credentials));
    return audited(this.#history, line, async () => {
      if (restart) {
        await this.#rewrapper.restart();
      } else {
        assertUnfinished(await this.#rewrapper.status());
      }
      const status = await this.#rewrapper.step({ limitMs: STEP_MS });
      await this.#history.auditAlone({
        ...line,
        outcome: 'succeeded',
        detail: { done: status.done, key: status.keys[0] },
      });
      return status;
    });
  }
}

/** Asks for access before each method of {@link EncryptionService}. */
export class AuthorizedEncryptionService implements EncryptionService {
  readonly #inner: EncryptionService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: EncryptionService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async status(options: CallOptions) {
    const { credentials } = options;
    const scope = await this.#access.global(
      credentials,
      needs.encryptionManage,
    );
    return this.#inner.status({ ...options, scope });
  }

  async rewrap(input: { restart?: boolean }, options: CallOptions) {
    const { credentials } = options;
    const scope = await this.#access.global(
      credentials,
      needs.encryptionManage,
      attempt(actorOf(credentials)),
    );
    return this.#inner.rewrap(input, { ...options, scope });
  }
}

function assertUnfinished({ done, keys: [newest] }: EncryptionStatus): void {
  if (done) {
    throw new InfrakitchenError('ConflictError', {
      code: 'rewrap_done',
      message: `Everything is encrypted with the key '${newest}' already; restart to look at all of it once more`,
    });
  }
}

function attempt<T>(actor: T) {
  return {
    actor,
    action: 'encryption.rewrapped',
    entity: { kind: 'encryption' as const, id: randomUUID() },
  };
}
