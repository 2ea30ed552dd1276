import {
  connect,
  init,
  unwrap,
  type ListOptions,
  type Page,
  type RequestOptions,
} from '../request';
import type {
  Cascade,
  CascadeDecision,
  CascadeDetail,
  CascadeGraph,
  CascadeInput,
  CascadeItem,
} from '../types';
import { WorkspacesClient } from './WorkspacesClient';

/** Operations on subtrees and sets of resources. @public */
export class CascadesClient extends WorkspacesClient {
  /** Filters are `state`, `kind`, `rootId` and `requestedBy`. */
  async listCascades(
    list: Pick<ListOptions, 'filter' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<Cascade>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/cascades', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  async getCascade(
    id: string,
    options?: RequestOptions,
  ): Promise<CascadeDetail> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/cascades/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** The filter is `state`. */
  async listCascadeItems(
    id: string,
    list: Pick<ListOptions, 'filter' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<CascadeItem>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/cascades/{id}/items', {
        params: { path: { id }, query: list },
        ...init(options),
      }),
    );
  }

  async getCascadeGraph(
    id: string,
    options?: RequestOptions,
  ): Promise<CascadeGraph> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/cascades/{id}/graph', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /** Starts the preview; nothing is changed before it is confirmed. */
  async createCascade(
    input: CascadeInput,
    options?: RequestOptions,
  ): Promise<Cascade> {
    const client = await connect(this);
    const { cascade } = unwrap(
      await client.POST('/cascades', { body: input, ...init(options) }),
    );
    return cascade;
  }

  /** Confirms, approves, rejects, cancels or resumes; the first three by `digest`. */
  async actOnCascade(
    id: string,
    action: CascadeDecision,
    options: RequestOptions & { digest?: string; reason?: string } = {},
  ): Promise<Cascade> {
    const client = await connect(this);
    const { digest, reason } = options;
    const { cascade } = unwrap(
      await client.POST('/cascades/{id}/actions/{action}', {
        params: { path: { id, action } },
        body: { digest, reason },
        ...init(options),
      }),
    );
    return cascade;
  }
}
