import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  resourceDeletePermission,
  templateCreatePermission,
  templateDeletePermission,
  templateUpdatePermission,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  createResourceConditionalDecision,
  resourceConditions,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

const PLATFORM_ENGINEERS = 'group:default/platform-engineers';
const APPROVERS = 'group:default/approvers';

/** Permissions that only platform engineers have. */
const aboutTemplates = [
  templateCreatePermission,
  templateUpdatePermission,
  templateDeletePermission,
];

/**
 * The policy of the demo portal. Roles decide about single records already;
 * a policy says what roles cannot: here, that templates belong to platform
 * engineers, and that others destroy and delete only what they own, whatever
 * role they were given.
 */
export class DemoPolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const claims = user?.info.ownershipEntityRefs ?? [];
    const isEngineer = claims.includes(PLATFORM_ENGINEERS);
    if (aboutTemplates.some(about => isPermission(permission, about))) {
      return {
        result: isEngineer ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
      };
    }
    if (
      isPermission(permission, resourceDeletePermission) &&
      !isEngineer &&
      !claims.includes(APPROVERS)
    ) {
      return createResourceConditionalDecision(
        permission,
        resourceConditions.isOwner({ claims }),
      );
    }
    return { result: AuthorizeResult.ALLOW };
  }
}
