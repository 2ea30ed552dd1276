import {
  connect,
  expectOk,
  ifMatch,
  init,
  unwrap,
  type ListOptions,
  type Page,
  type RequestOptions,
  type WriteOptions,
} from '../request';
import type {
  ApprovalPage,
  ApprovalRequirement,
  ApprovalRule,
  ApprovalRuleInput,
} from '../types';
import { ConnectionsClient } from './ConnectionsClient';

/** Rules of approval, and what waits because of them. @public */
export class ApprovalsClient extends ConnectionsClient {
  /** Runs that wait: for the caller, because of the caller, or all of them. */
  async listApprovals(
    list: {
      waiting?: 'me' | 'requested' | 'all';
      /** Narrows the resources that plans are about, as their list takes it. */
      filter?: string[];
      limit?: number;
      cursor?: string;
    } = {},
    options?: RequestOptions,
  ): Promise<ApprovalPage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/approvals', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  /** Who would have to approve an action, and why, before it is asked for. */
  async previewApprovers(
    resourceId: string,
    action: 'provision' | 'update' | 'destroy' | 'recreate',
    options?: RequestOptions,
  ): Promise<ApprovalRequirement[]> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/approvers', {
        params: { path: { id: resourceId }, query: { action } },
        ...init(options),
      }),
    ).requirements;
  }

  /** Filters are `scopeKind`, `scopeId` and `enabled`. */
  async listApprovalRules(
    list: Pick<ListOptions, 'filter' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<ApprovalRule>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/approval-rules', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  async getApprovalRule(
    id: string,
    options?: RequestOptions,
  ): Promise<ApprovalRule> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/approval-rules/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async createApprovalRule(
    input: ApprovalRuleInput,
    options?: RequestOptions,
  ): Promise<ApprovalRule> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/approval-rules', { body: input, ...init(options) }),
    );
  }

  async replaceApprovalRule(
    id: string,
    input: ApprovalRuleInput,
    options?: WriteOptions,
  ): Promise<ApprovalRule> {
    const client = await connect(this);
    return unwrap(
      await client.PUT('/approval-rules/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        body: input,
        ...init(options),
      }),
    );
  }

  async deleteApprovalRule(
    id: string,
    options?: RequestOptions,
  ): Promise<void> {
    const client = await connect(this);
    expectOk(
      await client.DELETE('/approval-rules/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }
}
