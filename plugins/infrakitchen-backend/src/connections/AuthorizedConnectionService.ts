import { randomUUID } from 'node:crypto';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  AuditedAccess,
  needs,
  useNeeds,
  type AccessService,
  type Attempt,
  type ConnectionKind,
  type GlobalNeed,
  type RecordNeed,
} from '../access';
import type { HistoryStore } from '../history';
import { doneVerbs, type ConnectionService } from './ConnectionService';
import { parseCriteria } from './parseCriteria';

type Call<K extends keyof ConnectionService> = Parameters<ConnectionService[K]>;

/** What connections take, by kind. */
export const connectionNeeds: Record<
  ConnectionKind,
  { use: RecordNeed; manage: RecordNeed; create: GlobalNeed }
> = {
  integration: {
    use: useNeeds.integration,
    manage: needs.integrationManage,
    create: needs.integrationCreate,
  },
  secret: {
    use: useNeeds.secret,
    manage: needs.secretManage,
    create: needs.secretCreate,
  },
  storage: {
    use: useNeeds.storage,
    manage: needs.storageManage,
    create: needs.storageCreate,
  },
};

/** Asks for access before each method of {@link ConnectionService}. */
export class AuthorizedConnectionService implements ConnectionService {
  readonly #kind: ConnectionKind;
  readonly #inner: ConnectionService;
  readonly #access: AuditedAccess;

  constructor(options: {
    kind: ConnectionKind;
    inner: ConnectionService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#kind = options.kind;
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async providers(...[options]: Call<'providers'>) {
    const scope = await this.#access.list(options.credentials, this.#kind);
    return this.#inner.providers({ ...options, scope });
  }

  async list(...[query, options]: Call<'list'>) {
    const { credentials } = options;
    const scope = await this.#access.list(credentials, this.#kind);
    const usable = parseCriteria(query).usable
      ? await this.#access.usable(credentials, this.#kind)
      : undefined;
    return this.#inner.list(query, { ...options, scope, usable });
  }

  async get(...[id, options]: Call<'get'>) {
    const scope = await this.#read(id, options.credentials);
    return this.#inner.get(id, { ...options, scope });
  }

  async create(...[input, options]: Call<'create'>) {
    const attempt = {
      action: `${this.#kind}.created`,
      entity: { kind: this.#kind, id: randomUUID(), name: input.name },
    };
    const scope = await this.#access.global(
      options.credentials,
      connectionNeeds[this.#kind].create,
      attempt,
    );
    await this.#mayUse(input.integrationId, options.credentials, attempt);
    return this.#inner.create(input, { ...options, scope });
  }

  async update(...[id, patch, options]: Call<'update'>) {
    const { credentials } = options;
    const scope = await this.#manage(id, credentials, 'updated');
    await this.#mayUse(patch.integrationId, credentials, {
      action: `${this.#kind}.updated`,
      entity: this.#target(id),
    });
    return this.#inner.update(id, patch, { ...options, scope });
  }

  async act(...[id, verb, options]: Call<'act'>) {
    const scope = await this.#manage(id, options.credentials, doneVerbs[verb]);
    return this.#inner.act(id, verb, { ...options, scope });
  }

  async delete(...[id, options]: Call<'delete'>) {
    const scope = await this.#manage(id, options.credentials, 'deleted');
    return this.#inner.delete(id, { ...options, scope });
  }

  async test(...[id, options]: Call<'test'>) {
    const scope = await this.#manage(id, options.credentials, 'tested');
    return this.#inner.test(id, { ...options, scope });
  }

  async usage(...[id, page, options]: Call<'usage'>) {
    const scope = await this.#read(id, options.credentials);
    return this.#inner.usage(id, page, { ...options, scope });
  }

  #read(id: string, credentials: BackstageCredentials) {
    return this.#access.read(credentials, this.#target(id));
  }

  #manage(id: string, credentials: BackstageCredentials, verb: string) {
    return this.#access.change(
      credentials,
      connectionNeeds[this.#kind].manage,
      this.#target(id),
      { action: `${this.#kind}.${verb}`, entity: this.#target(id) },
    );
  }

  /** Whose rights a connection uses, that integration's use it takes. */
  async #mayUse(
    integrationId: string | undefined,
    credentials: BackstageCredentials,
    attempt: Attempt,
  ): Promise<void> {
    if (integrationId) {
      await this.#access.change(
        credentials,
        needs.integrationUse,
        { kind: 'integration', id: integrationId },
        attempt,
      );
    }
  }

  #target(id: string) {
    return { kind: this.#kind, id };
  }
}
