import type { BasicPermission } from '@backstage/plugin-permission-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessService } from '../AccessService';

/** Grants permissions by name; everybody is `user:default/ann`. */
export function fakeAccess(granted: readonly string[] | 'all'): AccessService {
  return {
    credentialsOf: async () => mockCredentials.user('user:default/ann'),
    ownershipRefsOf: async () => ['user:default/ann'],
    require: async (_, ...oneOf: BasicPermission[]) => {
      const allowed =
        granted === 'all' || oneOf.some(({ name }) => granted.includes(name));
      if (!allowed) {
        throw new InfrakitchenError('NotAllowedError', {
          code: 'not_allowed',
          message: `This needs ${oneOf.map(({ name }) => name).join(' or ')}`,
        });
      }
    },
  };
}
