import type {
  BackstageCredentials,
  BackstageNonePrincipal,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Actor } from '../history';

/**
 * The caller as history records it.
 *
 * @throws NotAllowedError `not_allowed` for a caller that nobody authenticated.
 */
export function actorOf(credentials: BackstageCredentials): Actor {
  const principal = principalOf(credentials);
  switch (principal?.type) {
    case 'user':
      return { kind: 'user', ref: principal.userEntityRef };
    case 'service':
      return { kind: 'service', ref: principal.subject };
    default:
      throw new InfrakitchenError('NotAllowedError', {
        code: 'not_allowed',
        message: 'This needs a signed-in user or a service',
      });
  }
}

export function isUser(credentials: BackstageCredentials): boolean {
  return principalOf(credentials)?.type === 'user';
}

/**
 * Refuses a service that no configuration restricts to certain permissions: it
 * has no grants of its own, and acts for a user who has.
 *
 * @throws NotAllowedError `service_unrestricted`
 */
export function assertRestricted(credentials: BackstageCredentials): void {
  const principal = principalOf(credentials) as BackstageServicePrincipal;
  const { permissionNames, permissionAttributes } =
    principal.accessRestrictions ?? {};
  if (permissionNames?.length || permissionAttributes?.action?.length) {
    return;
  }
  throw new InfrakitchenError('NotAllowedError', {
    code: 'service_unrestricted',
    message: `The service '${principal.subject}' may only act for a user; or give its token accessRestrictions that name permissions of infrakitchen`,
  });
}

function principalOf(credentials: BackstageCredentials) {
  return credentials.principal as
    | BackstageUserPrincipal
    | BackstageServicePrincipal
    | BackstageNonePrincipal
    | undefined;
}
