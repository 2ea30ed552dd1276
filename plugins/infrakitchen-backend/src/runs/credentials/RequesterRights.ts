import {
  InfrakitchenError,
  roleAllows,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useNeeds,
  type ConnectionKind,
  type RoleReader,
  type StandaloneKind,
} from '../../access';
import type { ConnectionStore } from '../../connections';
import type { WorkspaceStore } from '../../workspaces';
import type { RunRecord } from '../types';
import type { RunConnections } from './types';

/**
 * Whether whoever asked for a run still has the role that using its connections
 * and the resource's own workspace takes: it may have been taken away while the
 * run waited.
 */
export class RequesterRights {
  readonly #roles: Pick<RoleReader, 'rolesAt'>;
  readonly #stores: Record<
    StandaloneKind,
    Pick<ConnectionStore | WorkspaceStore, 'getMany'>
  >;

  constructor(options: {
    roles: Pick<RoleReader, 'rolesAt'>;
    stores: Record<ConnectionKind, ConnectionStore>;
    workspaces: WorkspaceStore;
  }) {
    this.#roles = options.roles;
    this.#stores = { ...options.stores, workspace: options.workspaces };
  }

  /** @throws NotAllowedError `role_missing` */
  async assertMayUse(
    run: Pick<RunRecord, 'requestedBy' | 'principalRefs'>,
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
      const held = await this.#roles.rolesAt(kind, ids, run.principalRefs);
      const missing = ids.filter(id => !roleAllows(held.get(id), role));
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
}
