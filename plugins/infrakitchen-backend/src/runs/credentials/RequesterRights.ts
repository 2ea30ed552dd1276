import {
  InfrakitchenError,
  roleAllows,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectionKind, RoleReader } from '../../access';
import {
  connectionCulprit,
  connectionNeeds,
  type ConnectionStore,
} from '../../connections';
import type { RunRecord } from '../types';
import type { RunConnections } from './types';

/**
 * Whether whoever asked for a run still has the role that using its connections
 * takes: it may have been taken away while the run waited.
 */
export class RequesterRights {
  readonly #roles: Pick<RoleReader, 'rolesAt'>;
  readonly #stores: Record<ConnectionKind, ConnectionStore>;

  constructor(options: {
    roles: Pick<RoleReader, 'rolesAt'>;
    stores: Record<ConnectionKind, ConnectionStore>;
  }) {
    this.#roles = options.roles;
    this.#stores = options.stores;
  }

  /** @throws NotAllowedError `role_missing` */
  async assertMayUse(
    run: Pick<RunRecord, 'requestedBy' | 'principalRefs'>,
    connections: RunConnections | undefined,
  ): Promise<void> {
    // What a service may do is said by its token alone, which was checked.
    if (!run.principalRefs || !connections) {
      return;
    }
    const { integrations, secrets, storage } = connections;
    const used: Record<ConnectionKind, { id: string }[]> = {
      integration: integrations,
      secret: secrets,
      storage: storage ? [storage] : [],
    };
    for (const kind of Object.keys(used) as ConnectionKind[]) {
      const ids = used[kind].map(({ id }) => id);
      const { role } = connectionNeeds[kind].use;
      const held = await this.#roles.rolesAt(kind, ids, run.principalRefs);
      const missing = ids.filter(id => !roleAllows(held.get(id), role));
      if (missing.length > 0) {
        const records = await this.#stores[kind].getMany(missing);
        const names = records.map(({ name }) => `'${name}'`).join(', ');
        throw new InfrakitchenError('NotAllowedError', {
          code: 'role_missing',
          message: `${run.requestedBy} no longer has the role '${role}' on the ${kind} ${names} that the run uses. Have it granted, or let somebody who has it start the run`,
          culprits: records.map(connectionCulprit),
        });
      }
    }
  }
}
