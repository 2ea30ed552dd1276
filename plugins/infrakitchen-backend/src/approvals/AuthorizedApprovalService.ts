import { AuditedAccess, needs, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { RunStore } from '../runs';
import type { ApprovalService, DecisionOptions } from './ApprovalService';

type Call<K extends keyof ApprovalService> = Parameters<ApprovalService[K]>;

/** Asks for access before each method of {@link ApprovalService}. */
export class AuthorizedApprovalService implements ApprovalService {
  readonly #inner: ApprovalService;
  readonly #access: AuditedAccess;
  readonly #store: RunStore;

  constructor(options: {
    inner: ApprovalService;
    access: AccessService;
    history: HistoryStore;
    store: RunStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
    this.#store = options.store;
  }

  async list(...[query, options]: Call<'list'>) {
    const scope = await this.#access.list(options.credentials, 'resource');
    return this.#inner.list(query, { ...options, scope });
  }

  async preview(...[resourceId, action, options]: Call<'preview'>) {
    const scope = await this.#access.read(options.credentials, {
      kind: 'resource',
      id: resourceId,
    });
    return this.#inner.preview(resourceId, action, { ...options, scope });
  }

  async approve(...[id, options]: Call<'approve'>) {
    await this.#requireToDecide(id, 'run.approved', options);
    return this.#inner.approve(id, options);
  }

  async reject(...[id, options]: Call<'reject'>) {
    await this.#requireToDecide(id, 'run.rejected', options);
    return this.#inner.reject(id, options);
  }

  /** Who may decide is for the rules; the permission and a look are for all. */
  async #requireToDecide(
    id: string,
    action: string,
    { credentials }: DecisionOptions,
  ): Promise<void> {
    const run = await this.#store.get(id);
    await this.#access.change(
      credentials,
      needs.resourceApprove,
      { kind: 'run', id },
      {
        action,
        entity: run
          ? { kind: 'resource', id: run.resourceId, name: run.resourceName }
          : { kind: 'run', id },
      },
    );
  }
}
