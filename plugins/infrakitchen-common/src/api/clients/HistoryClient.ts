import {
  ApiClient,
  connect,
  ifMatch,
  init,
  unwrap,
  type Page,
  type RequestOptions,
  type WriteOptions,
} from '../request';
import type {
  AuditEntry,
  RestoreResult,
  RevealedOutput,
  Revision,
  RevisionComparison,
  RevisionKind,
} from '../types';

/** Which lines of the audit trail. @public */
export interface AuditOptions {
  /**
   * `field=value` with `entityKind`, `entityId`, `actor`, `actorKind`, `action`
   * or `outcome`.
   */
  filter?: string[];
  /** Not before this time. */
  from?: string;
  /** Before this time. */
  to?: string;
}

/** The audit trail, revisions of records, and secrets that leave a line in it. @public */
export class HistoryClient extends ApiClient {
  /** The trail of everything, newest first. */
  async listAudit(
    list: AuditOptions & { limit?: number; cursor?: string } = {},
    options?: RequestOptions,
  ): Promise<Page<AuditEntry>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/audit', { params: { query: list }, ...init(options) }),
    );
  }

  /** The answer to stream or to save; its headers name the file. */
  async exportAudit(
    query: AuditOptions & { format: 'csv' | 'jsonl' },
    options?: RequestOptions,
  ): Promise<Response> {
    const client = await connect(this);
    const result = await client.GET('/audit/export', {
      params: { query },
      parseAs: 'stream',
      ...init(options),
    });
    unwrap(result);
    return result.response;
  }

  /** Revisions of a record, newest first; also of one that was deleted. */
  async listRevisions(
    kind: RevisionKind,
    id: string,
    page: { limit?: number; cursor?: string } = {},
    options?: RequestOptions,
  ): Promise<Page<Revision>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/revisions/{kind}/{id}', {
        params: { path: { kind, id }, query: page },
        ...init(options),
      }),
    );
  }

  async compareRevisions(
    kind: RevisionKind,
    id: string,
    numbers: { from: number; to: number },
    options?: RequestOptions,
  ): Promise<RevisionComparison> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/revisions/{kind}/{id}/compare', {
        params: { path: { kind, id }, query: numbers },
        ...init(options),
      }),
    );
  }

  /** Makes what a revision says the newest state, as an edit under all rules. */
  async restoreRevision(
    kind: RevisionKind,
    id: string,
    revision: number,
    options?: WriteOptions,
  ): Promise<RestoreResult> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/revisions/{kind}/{id}/{revision}/actions/restore', {
        params: { path: { kind, id, revision }, header: ifMatch(options) },
        ...init(options),
      }),
    );
  }

  /** A sensitive output in clear; needs its own permission, and is recorded. */
  async revealOutput(
    resourceId: string,
    name: string,
    options?: RequestOptions,
  ): Promise<RevealedOutput> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/resources/{id}/outputs/{name}/reveal', {
        params: { path: { id: resourceId, name } },
        ...init(options),
      }),
    );
  }
}
