import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  templateCreatePermission,
  projectCreatePermission,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { DefaultAccessService } from './AccessService';
import { actorOf } from './callers';

function accessWith(granted: string[]) {
  return new DefaultAccessService({
    knex: undefined as never,
    permissionsRegistry: undefined as never,
    settings: { grants: [] },
    httpAuth: mockServices.httpAuth(),
    userInfo: mockServices.userInfo({
      ownershipEntityRefs: ['user:default/mock', 'group:default/platform'],
    }),
    permissions: mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(({ permission }) => ({
          result: granted.includes(permission.name)
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
        })),
    }),
  });
}

describe('actorOf', () => {
  it('names a user by entity ref', () => {
    expect(actorOf(mockCredentials.user('user:default/ann'))).toEqual({
      kind: 'user',
      ref: 'user:default/ann',
    });
  });

  it('names a service by subject', () => {
    expect(actorOf(mockCredentials.service('plugin:scaffolder'))).toEqual({
      kind: 'service',
      ref: 'plugin:scaffolder',
    });
  });

  it('refuses a caller that nobody authenticated', () => {
    expect(() => actorOf(mockCredentials.none())).toThrow(
      expect.objectContaining({ name: 'NotAllowedError', code: 'not_allowed' }),
    );
  });
});

describe('DefaultAccessService', () => {
  const credentials = mockCredentials.user();

  it('lets pass what is granted', async () => {
    const access = accessWith(['infrakitchen.template.create']);
    await expect(
      access.require(credentials, templateCreatePermission),
    ).resolves.toBeUndefined();
  });

  it('names the permission that is missing', async () => {
    await expect(
      accessWith([]).require(credentials, templateCreatePermission),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      code: 'not_allowed',
      message: "This needs the permission 'infrakitchen.template.create'",
    });
  });

  it('is content with one of several permissions', async () => {
    const access = accessWith(['infrakitchen.project.create']);
    await expect(
      access.require(
        credentials,
        templateCreatePermission,
        projectCreatePermission,
      ),
    ).resolves.toBeUndefined();
  });

  it('asks for ownership of users only', async () => {
    const access = accessWith([]);
    await expect(access.ownershipRefsOf(credentials)).resolves.toEqual([
      'user:default/mock',
      'group:default/platform',
    ]);
    await expect(
      access.ownershipRefsOf(mockCredentials.service()),
    ).resolves.toEqual([]);
  });
});
