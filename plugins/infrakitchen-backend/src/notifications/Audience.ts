import {
  roleAllows,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { GroupDirectory, RoleHolders, StoredRequirement } from './types';

/** Knows whom something is told that is about a resource. */
export class Audience {
  readonly #holders: RoleHolders;
  readonly #groups: GroupDirectory;
  readonly #everyone: Role | undefined;

  constructor(options: {
    holders: RoleHolders;
    groups: GroupDirectory;
    /** Role of every signed-in user. */
    everyone?: Role;
  }) {
    this.#holders = options.holders;
    this.#groups = options.groups;
    this.#everyone = options.everyone;
  }

  /** Whom requirements ask, without those who may approve none of them. */
  async asked(
    resourceId: string,
    requirements: StoredRequirement[],
  ): Promise<{ refs: string[]; excluded: string[] }> {
    const excluded = excludedFromAll(requirements);
    const refs = await this.#approvers(resourceId, requirements);
    return { refs: refs.filter(ref => !excluded.includes(ref)), excluded };
  }

  /** Those who may still see the resource: grants end, subscriptions stay. */
  async readers(resourceId: string, userRefs: string[]): Promise<string[]> {
    if (userRefs.length === 0 || roleAllows(this.#everyone, 'read')) {
      return userRefs;
    }
    const holders = new Set(
      (await this.#holders.of(resourceId)).map(holder => holder.principalRef),
    );
    const groups = await this.#groups.groupsOf(userRefs);
    return userRefs.filter(ref =>
      [ref, ...(groups.get(ref) ?? [])].some(each => holders.has(each)),
    );
  }

  /** The same of approvers: a rule may name users who may not know of it. */
  async readingApprovers(resourceId: string, refs: string[]) {
    const users = refs.filter(ref => ref.startsWith('user:'));
    const readers = await this.readers(resourceId, users);
    return refs.filter(ref => !users.includes(ref) || readers.includes(ref));
  }

  /** Who holds a role on the resource, or a higher one. */
  async holding(resourceId: string, needed: readonly Role[]) {
    return (await this.#holders.of(resourceId))
      .filter(({ role }) => needed.some(each => roleAllows(role, each)))
      .map(({ principalRef }) => principalRef);
  }

  async #approvers(
    resourceId: string,
    requirements: StoredRequirement[],
  ): Promise<string[]> {
    const refs = requirements.flatMap(({ approvers }) => approvers.refs ?? []);
    const needed = requirements.flatMap(({ approvers }) =>
      approvers.refs?.length || approvers.roles?.length
        ? approvers.roles ?? []
        : (['admin'] as const),
    );
    const byRole =
      needed.length > 0 ? await this.holding(resourceId, needed) : [];
    return [...new Set([...refs, ...byRole])];
  }
}

/** Who may approve nothing of what is asked for. */
export function excludedFromAll(requirements: StoredRequirement[]): string[] {
  const [first, ...others] = requirements.map(
    ({ excluded }) => new Set(excluded.map(({ ref }) => ref)),
  );
  return [...(first ?? [])].filter(ref => others.every(set => set.has(ref)));
}
