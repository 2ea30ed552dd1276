import { randomUUID } from 'node:crypto';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  isInfrakitchenError,
  type RevisionKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  AuditedAccess,
  needs,
  type AccessScope,
  type AccessService,
  type RecordNeed,
} from '../access';
import type { HistoryService } from './HistoryService';
import type { HistoryStore } from './HistoryStore';

type Call<K extends keyof HistoryService> = Parameters<HistoryService[K]>;

/** What restoring takes at least; the noun's own edit may ask for more. */
const changeNeeds: Record<RevisionKind, RecordNeed> = {
  template: needs.templateUpdate,
  version: needs.templateUpdate,
  resource: needs.resourceUpdate,
  project: needs.projectUpdate,
  integration: needs.integrationManage,
  secret: needs.secretManage,
  storage: needs.storageManage,
  workspace: needs.workspaceUpdate,
};

/** Asks for access before each method of {@link HistoryService}. */
export class AuthorizedHistoryService implements HistoryService {
  readonly #inner: HistoryService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: HistoryService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async listAudit(...[query, options]: Call<'listAudit'>) {
    const scope = await this.#access.global(
      options.credentials,
      needs.auditRead,
    );
    return this.#inner.listAudit(query, { ...options, scope });
  }

  async exportAudit(...[query, options]: Call<'exportAudit'>) {
    const scope = await this.#access.global(
      options.credentials,
      needs.auditRead,
      {
        action: 'audit.exported',
        entity: { kind: 'audit', id: randomUUID() },
      },
    );
    return this.#inner.exportAudit(query, { ...options, scope });
  }

  async listRevisions(...[kind, id, page, options]: Call<'listRevisions'>) {
    const scope = await this.#read(options.credentials, kind, id);
    return this.#inner.listRevisions(kind, id, page, { ...options, scope });
  }

  async compareRevisions(
    ...[kind, id, numbers, options]: Call<'compareRevisions'>
  ) {
    const scope = await this.#read(options.credentials, kind, id);
    return this.#inner.compareRevisions(kind, id, numbers, {
      ...options,
      scope,
    });
  }

  async restore(...[kind, id, revision, options]: Call<'restore'>) {
    const target = { kind, id };
    const scope = await this.#access.change(
      options.credentials,
      changeNeeds[kind],
      target,
      { action: 'revision.restored', entity: target, detail: { revision } },
    );
    return this.#inner.restore(kind, id, revision, { ...options, scope });
  }

  /** Of a deleted record no grant is left; its history is part of the trail. */
  async #read(
    credentials: BackstageCredentials,
    kind: RevisionKind,
    id: string,
  ): Promise<AccessScope> {
    try {
      return await this.#access.read(credentials, { kind, id });
    } catch (refused) {
      if (isInfrakitchenError(refused) && refused.statusCode === 404) {
        return this.#access.global(credentials, needs.auditRead).catch(() => {
          throw refused;
        });
      }
      throw refused;
    }
  }
}
