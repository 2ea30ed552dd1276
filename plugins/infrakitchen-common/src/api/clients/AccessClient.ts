import {
  connect,
  expectOk,
  init,
  unwrap,
  type ListOptions,
  type Page,
  type RequestOptions,
} from '../request';
import type { CallerAccess, Grant, GrantInput } from '../types';
import { HistoryClient } from './HistoryClient';

/** Roles: who has which, where, and what the caller may do. @public */
export class AccessClient extends HistoryClient {
  /** What the caller may do that belongs to no single record. */
  async getAccess(options?: RequestOptions): Promise<CallerAccess> {
    const client = await connect(this);
    return unwrap(await client.GET('/access', init(options)));
  }

  /** Filters are `scopeKind`, `scopeId`, `principalRef` and `role`. */
  async listGrants(
    list: Pick<ListOptions, 'filter' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<Grant>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/grants', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  /** Replaces the grant of the same principal at the same scope. */
  async createGrant(
    input: GrantInput,
    options?: RequestOptions,
  ): Promise<Grant> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/grants', { body: input, ...init(options) }),
    );
  }

  async deleteGrant(id: string, options?: RequestOptions): Promise<void> {
    const client = await connect(this);
    expectOk(
      await client.DELETE('/grants/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** Every grant that reaches the resource, strongest first. */
  async getResourceAccess(
    id: string,
    options?: RequestOptions,
  ): Promise<Grant[]> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/access', {
        params: { path: { id } },
        ...init(options),
      }),
    ).items;
  }
}
