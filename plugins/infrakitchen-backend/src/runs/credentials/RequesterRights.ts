import {
  InfrakitchenError,
  roleAllows,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  isGroup,
  useNeeds,
  type ConnectionKind,
  type Memberships,
  type RoleReader,
  type StandaloneKind,
} from '../../access';
import type { ConnectionStore } from '../../connections';
import type { WorkspaceStore } from '../../workspaces';
import type { RunRecord } from '../types';
import type { RunConnections } from './types';

type Requested = Pick<RunRecord, 'requestedBy' | 'principalRefs'>;

/**
 * Whether whoever asked for a run still has the role that using its connections
 * and the resource's own workspace takes: it may have been taken away while the
 * run waited, and so may have been the group that had it.
 */
export class RequesterRights {
  readonly #roles: Pick<RoleReader, 'rolesAt'>;
  readonly #memberships: Memberships;
  readonly #stores: Record<
    StandaloneKind,
    Pick<ConnectionStore | WorkspaceStore, 'getMany'>
  >;

  constructor(options: {
    roles: Pick<RoleReader, 'rolesAt'>;
    memberships: Memberships;
    stores: Record<ConnectionKind, ConnectionStore>;
    workspaces: WorkspaceStore;
  }) {
    this.#roles = options.roles;
    this.#memberships = options.memberships;
    this.#stores = { ...options.stores, workspace: options.workspaces };
  }

  /**
   * @throws NotAllowedError `role_missing`, or ServiceUnavailableError
   * `catalog_unavailable` where nobody can tell.
   */
  async assertMayUse(
    run: Requested,
    connections: RunConnections | undefined,
    workspaceId?: string,
  ): Promise<void> {
    // What a service may do is said by its token alone, which was checked.
    if (!run.principalRefs) {
      return;
    }
    const { integrations = [], secrets = [], storage } = connections ?? {};
    const used: Record<StandaloneKind, { id: string }[]> = {
      integration: integrations,
      secret: secrets,
      storage: storage ? [storage] : [],
      workspace: workspaceId ? [{ id: workspaceId }] : [],
    };
    for (const kind of Object.keys(used) as StandaloneKind[]) {
      const ids = used[kind].map(({ id }) => id);
      const { role } = useNeeds[kind];
      const missing = await this.#without(role, kind, ids, run);
      if (missing.length > 0) {
        const records = await this.#stores[kind].getMany(missing);
        const names = records.map(({ name }) => `'${name}'`).join(', ');
        throw new InfrakitchenError('NotAllowedError', {
          code: 'role_missing',
          message: `${run.requestedBy} no longer has the role '${role}' on the ${kind} ${names} that the run uses. Have it granted, or let somebody who has it start the run`,
          culprits: records.map(({ id, name }) => ({ kind, id, name })),
        });
      }
    }
  }

  /** Which of some connections the requester has no such role on now. */
  async #without(
    role: Role,
    kind: StandaloneKind,
    ids: string[],
    { requestedBy, principalRefs = [] }: Requested,
  ): Promise<string[]> {
    const lacking = async (among: string[], refs: readonly string[]) => {
      const held = await this.#roles.rolesAt(kind, among, refs);
      return among.filter(id => !roleAllows(held.get(id), role));
    };
    // Nobody has to be asked about what they hold themselves.
    const own = principalRefs.filter(ref => !isGroup(ref));
    const left = await lacking(ids, own);
    return left.length === 0
      ? []
      : lacking(left, await this.#memberships.now(requestedBy, principalRefs));
  }
}
