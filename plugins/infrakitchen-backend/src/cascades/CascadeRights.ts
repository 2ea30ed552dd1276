import type { Knex } from 'knex';
import {
  InfrakitchenError,
  roleAllows,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isGroup, needs, type Memberships, type RoleReader } from '../access';
import { resourceCulprit, type ResourceStore } from '../resources';
import type { CascadeItemRecord, CascadeRecord } from './types';

/** Thrown where it depends on groups, which nobody has asked for yet. */
export class GroupsUnknown extends Error {
  override readonly name = 'GroupsUnknown';
}

/**
 * Whether whoever started a cascade still has the role that its steps take: it
 * may have been taken away since, and so may have been the group that had it.
 */
export class CascadeRights {
  readonly #roles: Pick<RoleReader, 'roleOn'>;
  readonly #memberships: Memberships;
  readonly #resources: Pick<ResourceStore, 'get'>;

  constructor(options: {
    roles: Pick<RoleReader, 'roleOn'>;
    memberships: Memberships;
    resources: Pick<ResourceStore, 'get'>;
  }) {
    this.#roles = options.roles;
    this.#memberships = options.memberships;
    this.#resources = options.resources;
  }

  /**
   * What the requester is and is a member of now. Not for transactions: it asks
   * the catalog.
   *
   * @throws ServiceUnavailableError `catalog_unavailable`
   */
  async principalsNow({
    requestedBy,
    principalRefs,
  }: CascadeRecord): Promise<string[]> {
    return this.#memberships.now(requestedBy, principalRefs);
  }

  /**
   * @param principals - of now, where they were asked for.
   * @throws NotAllowedError `role_missing`, or {@link GroupsUnknown}
   */
  async assertPermitted(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    item: CascadeItemRecord,
    principals?: string[],
  ): Promise<void> {
    // What a service may do is said by its token alone, which was checked.
    if (cascade.requesterKind !== 'user') {
      return;
    }
    const { role } =
      cascade.kind === 'destroy' ? needs.resourceDelete : needs.resourceUpdate;
    // Nobody has to be asked about what they hold themselves.
    const refs =
      principals ?? cascade.principalRefs.filter(ref => !isGroup(ref));
    const held = await this.#roles.roleOn(item.resourceId, refs, tx);
    // Whoever was deleted meanwhile has nothing that a role could be held on.
    const isThere = held ?? (await this.#resources.get(item.resourceId, tx));
    if (!isThere || roleAllows(held, role)) {
      return;
    }
    if (!principals) {
      throw new GroupsUnknown();
    }
    throw new InfrakitchenError('NotAllowedError', {
      code: 'role_missing',
      message: `${cascade.requestedBy} no longer has the role '${role}' on '${item.resourceName}'`,
      culprits: [
        resourceCulprit({ id: item.resourceId, name: item.resourceName }),
      ],
    });
  }
}
