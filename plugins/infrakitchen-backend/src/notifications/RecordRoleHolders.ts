import {
  strongestRole,
  weakestRole,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessRecords } from '../access';
import type { RoleHolder, RoleHolders } from './types';

/** {@link RoleHolders} over everything that reaches a resource. */
export class RecordRoleHolders implements RoleHolders {
  readonly #records: AccessRecords;

  constructor(options: { records: AccessRecords }) {
    this.#records = options.records;
  }

  async of(resourceId: string): Promise<RoleHolder[]> {
    const records = await this.#records.load('resource', [resourceId]);
    return records.get(resourceId)?.grants ?? [];
  }

  async onAll(resourceIds: string[]): Promise<RoleHolder[]> {
    const records = await this.#records.load('resource', resourceIds);
    const rolesOn = resourceIds.map(id => strongest(records.get(id)?.grants));
    const [first, ...others] = rolesOn;
    return [...(first ?? [])].flatMap(([principalRef, held]) => {
      const elsewhere = others.map(roles => roles.get(principalRef));
      const role = weakestRole([held, ...elsewhere]);
      return role ? [{ principalRef, role }] : [];
    });
  }
}

/** The strongest role of each holder. */
function strongest(grants: RoleHolder[] = []): Map<string, Role> {
  const roles = new Map<string, Role>();
  for (const { principalRef, role } of grants) {
    roles.set(principalRef, strongestRole([roles.get(principalRef), role])!);
  }
  return roles;
}
