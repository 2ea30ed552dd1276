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
}
