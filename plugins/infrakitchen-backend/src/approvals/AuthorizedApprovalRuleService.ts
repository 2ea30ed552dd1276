import { randomUUID } from 'node:crypto';
import {
  AuditedAccess,
  needs,
  type AccessService,
  type CallOptions,
} from '../access';
import type { HistoryStore } from '../history';
import type { ApprovalRuleService } from './ApprovalRuleService';

type Call<K extends keyof ApprovalRuleService> = Parameters<
  ApprovalRuleService[K]
>;

/** Asks for access before each method of {@link ApprovalRuleService}. */
export class AuthorizedApprovalRuleService implements ApprovalRuleService {
  readonly #inner: ApprovalRuleService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: ApprovalRuleService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async list(...[query, options]: Call<'list'>) {
    await this.#access.global(options.credentials, needs.approvalRuleRead);
    return this.#inner.list(query, options);
  }

  async get(...[id, options]: Call<'get'>) {
    await this.#access.global(options.credentials, needs.approvalRuleRead);
    return this.#inner.get(id, options);
  }

  async create(...[input, options]: Call<'create'>) {
    await this.#requireToManage('created', randomUUID(), options, input.name);
    return this.#inner.create(input, options);
  }

  async replace(...[id, input, options]: Call<'replace'>) {
    await this.#requireToManage('updated', id, options, input.name);
    return this.#inner.replace(id, input, options);
  }

  async delete(...[id, options]: Call<'delete'>) {
    await this.#requireToManage('deleted', id, options);
    return this.#inner.delete(id, options);
  }

  async #requireToManage(
    verb: string,
    id: string,
    options: CallOptions,
    name?: string,
  ): Promise<void> {
    await this.#access.global(options.credentials, needs.approvalRuleManage, {
      action: `approval_rule.${verb}`,
      entity: { kind: 'approval_rule', id, name },
    });
  }
}
