import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  useNeeds,
  type AccessService,
  type GrantStore,
  type StandaloneKind,
} from '../access';

/** Ids of connections and workspaces by kind. */
export type ConnectionIds = Partial<Record<StandaloneKind, string[]>>;

/** Who may use connections and workspaces for a resource. */
export interface ConnectionGate {
  /** @throws NotAllowedError, or NotFoundError for what may not be seen. */
  assertMayUse(
    ids: ConnectionIds,
    credentials: BackstageCredentials,
  ): Promise<void>;
}

/** Asks for the right to use each of them, with one query for each kind. */
export class RoleConnectionGate implements ConnectionGate {
  readonly #grants: GrantStore;
  readonly #access: AccessService;

  constructor(options: { grants: GrantStore; access: AccessService }) {
    this.#grants = options.grants;
    this.#access = options.access;
  }

  async assertMayUse(
    ids: ConnectionIds,
    credentials: BackstageCredentials,
  ): Promise<void> {
    for (const kind of Object.keys(ids) as StandaloneKind[]) {
      const asked = ids[kind] ?? [];
      if (asked.length > 0) {
        const scope = await this.#access.scopeFor(credentials, useNeeds[kind]);
        const usable = await this.#grants.names(kind, asked, scope);
        const refused = asked.find(id => !usable.has(id));
        if (refused) {
          // Says why, and does as if there were none where it may not be seen.
          await this.#access.requireOn(credentials, useNeeds[kind], {
            kind,
            id: refused,
          });
        }
      }
    }
  }
}
