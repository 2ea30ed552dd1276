import { AuditedAccess, needs, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { StorageMoveService } from './StorageMoveService';

type Call<K extends keyof StorageMoveService> = Parameters<
  StorageMoveService[K]
>;

/** Asks for access before each method of {@link StorageMoveService}. */
export class AuthorizedStorageMoveService implements StorageMoveService {
  readonly #inner: StorageMoveService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: StorageMoveService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async request(...[id, storageId, options]: Call<'request'>) {
    const scope = await this.#access.change(
      options.credentials,
      needs.resourceManage,
      target(id),
      { action: 'resource.storage_move_requested', entity: target(id) },
    );
    return this.#inner.request(id, storageId, { ...options, scope });
  }

  async list(...[id, page, options]: Call<'list'>) {
    const scope = await this.#access.read(options.credentials, target(id));
    return this.#inner.list(id, page, { ...options, scope });
  }
}

function target(id: string) {
  return { kind: 'resource' as const, id };
}
