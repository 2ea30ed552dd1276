import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AuditRecord, HistoryStore } from '../history';
import { actorOf, type AccessService } from './AccessService';

/**
 * Does something that may be refused, and records the refusal. Must be called
 * outside of a transaction, since a refusal undoes that.
 */
export async function audited<T>(
  history: HistoryStore,
  record: Pick<AuditRecord, 'actor' | 'action' | 'entity'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isInfrakitchenError(error)) {
      // Not the message: it may quote what the caller sent.
      await history.auditRefused({
        ...record,
        detail: {
          code: error.code,
          culprits: error.culprits.map(culprit => ({ ...culprit })),
        },
      });
    }
    throw error;
  }
}

/** Asks for permissions, and records where a change is not permitted. */
export class AuditedAccess {
  readonly #access: AccessService;
  readonly #history: HistoryStore;

  constructor(options: { access: AccessService; history: HistoryStore }) {
    this.#access = options.access;
    this.#history = options.history;
  }

  /**
   * @param attempt - what is recorded where it is refused; nothing for a read.
   * @throws NotAllowedError `not_allowed` unless one of the permissions is granted.
   */
  async require(
    credentials: BackstageCredentials,
    permission: BasicPermission | [BasicPermission, ...BasicPermission[]],
    attempt?: Pick<AuditRecord, 'action' | 'entity'>,
  ): Promise<void> {
    const oneOf = Array.isArray(permission) ? permission : [permission];
    const ask = () =>
      this.#access.require(
        credentials,
        ...(oneOf as [BasicPermission, ...BasicPermission[]]),
      );
    await (attempt
      ? audited(this.#history, { ...attempt, actor: actorOf(credentials) }, ask)
      : ask());
  }
}
