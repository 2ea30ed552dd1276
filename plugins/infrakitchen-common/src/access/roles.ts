import type { Role } from '../api/types';

/** From the weakest to the strongest. @public */
export const roles: readonly Role[] = ['read', 'write', 'admin'];

/** Whether a role may do what another one may. @public */
export function roleAllows(held: Role | undefined, needed: Role): boolean {
  return held !== undefined && roles.indexOf(held) >= roles.indexOf(needed);
}

/** The strongest of several roles; undefined for none. @public */
export function strongestRole(
  held: Iterable<Role | undefined>,
): Role | undefined {
  let strongest: Role | undefined;
  for (const role of held) {
    if (role && !roleAllows(strongest, role)) {
      strongest = role;
    }
  }
  return strongest;
}

/** What somebody may do everywhere; undefined where they may nothing anywhere. @public */
export function weakestRole(
  held: readonly (Role | undefined)[],
): Role | undefined {
  return held.length === 0 || held.includes(undefined)
    ? undefined
    : roles.find(role => held.includes(role));
}
