import {
  roleAllows,
  roles,
  strongestRole,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessSettings, FixedGrant, Holding } from './types';

/**
 * The grants by which principals have a role, or `all` where they have it at
 * everything without asking the database.
 */
export function holdingOf(
  principals: string[],
  role: Role,
  settings: AccessSettings,
): Holding | 'all' {
  if (roleAllows(fixedGlobalRole(principals, settings), role)) {
    return 'all';
  }
  return {
    principals,
    roles: roles.filter(held => roleAllows(held, role)),
    fixed: fixedOf(principals, settings).filter(grant =>
      roleAllows(grant.role, role),
    ),
  };
}

/** The role at everything that the configuration gives. */
export function fixedGlobalRole(
  principals: string[],
  settings: AccessSettings,
): Role | undefined {
  return strongestRole([
    settings.everyone,
    ...fixedOf(principals, settings)
      .filter(grant => grant.scope.kind === 'global')
      .map(grant => grant.role),
  ]);
}

function fixedOf(principals: string[], settings: AccessSettings): FixedGrant[] {
  return settings.grants.filter(grant =>
    principals.includes(grant.principalRef),
  );
}

/** Whether the configuration itself makes somebody an admin of everything. */
export function fixedAdmins(settings: AccessSettings): boolean {
  return (
    settings.everyone === 'admin' ||
    settings.grants.some(
      ({ role, scope }) => role === 'admin' && scope.kind === 'global',
    )
  );
}
