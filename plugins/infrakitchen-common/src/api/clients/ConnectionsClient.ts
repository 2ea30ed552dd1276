import type { JsonObject } from '@backstage/types';
import type { components } from '../../generated/openapi';
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
  Connection,
  ConnectionInput,
  ConnectionKind,
  ConnectionPatch,
  ConnectionProvider,
  ConnectionReport,
  ConnectionUsage,
  EncryptionStatus,
  PortalGitHost,
  StorageMove,
} from '../types';
import { ProjectsClient } from './ProjectsClient';

const paths = {
  integration: '/integrations',
  secret: '/secrets',
  storage: '/storages',
} as const;

/** The routes of the kinds are alike; the compiler is told of one of them. */
function pathOf(kind: ConnectionKind): '/integrations' {
  return paths[kind] as '/integrations';
}

/** Integrations, secrets and storages. @public */
export class ConnectionsClient extends ProjectsClient {
  /** The kinds that are installed, with the schemas of their configurations. */
  async listConnectionProviders(
    kind: ConnectionKind,
    options?: RequestOptions,
  ): Promise<ConnectionProvider[]> {
    const client = await connect(this);
    const { items } = unwrap(
      await client.GET(
        `/${kind}-providers` as '/integration-providers',
        init(options),
      ),
    );
    return items as ConnectionProvider[];
  }

  /** Git hosts that the portal itself is configured for. */
  async listPortalGitHosts(options?: RequestOptions): Promise<PortalGitHost[]> {
    const client = await connect(this);
    const { items } = unwrap(
      await client.GET('/portal-git-hosts', init(options)),
    );
    return items;
  }

  async listConnections(
    kind: ConnectionKind,
    list: ListOptions = {},
    options?: RequestOptions,
  ): Promise<Page<Connection>> {
    const client = await connect(this);
    return unwrap(
      await client.GET(pathOf(kind), {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  async getConnection(
    kind: ConnectionKind,
    id: string,
    options?: RequestOptions,
  ): Promise<Connection> {
    const client = await connect(this);
    return unwrap(
      await client.GET(`${pathOf(kind)}/{id}`, {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async createConnection(
    kind: ConnectionKind,
    input: ConnectionInput,
    options?: RequestOptions,
  ): Promise<Connection> {
    const client = await connect(this);
    return unwrap(
      await client.POST(pathOf(kind), {
        body: input as components['schemas']['ConnectionInput'],
        ...init(options),
      }),
    );
  }

  /** Secrets of `config` that are sent back masked stay; null clears a field. */
  async updateConnection(
    kind: ConnectionKind,
    id: string,
    patch: ConnectionPatch,
    options?: WriteOptions,
  ): Promise<Connection> {
    const client = await connect(this);
    return unwrap(
      await client.PATCH(`${pathOf(kind)}/{id}`, {
        params: { path: { id }, header: ifMatch(options) },
        body: patch,
        ...init(options),
      }),
    );
  }

  /** Refused while anything uses it. */
  async deleteConnection(
    kind: ConnectionKind,
    id: string,
    options?: WriteOptions,
  ): Promise<void> {
    const client = await connect(this);
    expectOk(
      await client.DELETE(`${pathOf(kind)}/{id}`, {
        params: { path: { id }, header: ifMatch(options) },
        ...init(options),
      }),
    );
  }

  async actOnConnection(
    kind: ConnectionKind,
    id: string,
    action: 'enable' | 'disable',
    options?: WriteOptions,
  ): Promise<Connection> {
    return this.#act(kind, id, action, {}, options);
  }

  /** Replaces secrets; runs that start from then on get the new ones. */
  async rotateConnection(
    kind: ConnectionKind,
    id: string,
    config: JsonObject,
    options?: WriteOptions,
  ): Promise<Connection> {
    return this.#act(kind, id, 'rotate', { config }, options);
  }

  /** Tries it; what does not work is in the report. */
  async testConnection(
    kind: ConnectionKind,
    id: string,
    options?: RequestOptions,
  ): Promise<ConnectionReport> {
    const client = await connect(this);
    return unwrap(
      await client.POST(`${pathOf(kind)}/{id}/test`, {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async getConnectionUsage(
    kind: ConnectionKind,
    id: string,
    page: { limit?: number; cursor?: string } = {},
    options?: RequestOptions,
  ): Promise<ConnectionUsage> {
    const client = await connect(this);
    return unwrap(
      await client.GET(`${pathOf(kind)}/{id}/usage`, {
        params: { path: { id }, query: page },
        ...init(options),
      }),
    );
  }

  /**
   * Has the state of a resource moved; null stands for the managed storage. The
   * move goes on by itself: {@link ConnectionsClient.listStorageMoves} tells how.
   */
  async moveResourceStorage(
    resourceId: string,
    storageId: string | null,
    options?: WriteOptions,
  ): Promise<StorageMove> {
    const client = await connect(this);
    const { move } = unwrap(
      await client.POST('/resources/{id}/storage', {
        params: { path: { id: resourceId }, header: ifMatch(options) },
        body: { storageId },
        ...init(options),
      }),
    );
    return move;
  }

  /** Moves of the state of a resource, newest first. */
  async listStorageMoves(
    resourceId: string,
    page: Pick<ListOptions, 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<StorageMove>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/storage-moves', {
        params: { path: { id: resourceId }, query: page },
        ...init(options),
      }),
    );
  }

  async getEncryption(options?: RequestOptions): Promise<EncryptionStatus> {
    const client = await connect(this);
    return unwrap(await client.GET('/encryption', init(options)));
  }

  /** Encrypts more with the newest key; to be called until it is done. */
  async rewrapEncryption(
    input: { restart?: boolean } = {},
    options?: RequestOptions,
  ): Promise<EncryptionStatus> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/encryption/rewrap', {
        body: input,
        ...init(options),
      }),
    );
  }

  async #act(
    kind: ConnectionKind,
    id: string,
    action: 'enable' | 'disable' | 'rotate',
    body: { config?: JsonObject },
    options: WriteOptions | undefined,
  ): Promise<Connection> {
    const client = await connect(this);
    return unwrap(
      await client.POST(`${pathOf(kind)}/{id}/actions/{action}`, {
        params: { path: { id, action }, header: ifMatch(options) },
        body,
        ...init(options),
      }),
    );
  }
}
