import { mockServices } from '@backstage/backend-test-utils';
import { HostUsers } from './HostUsers';

it('says that the catalog is away, rather than that nobody is known', async () => {
  const users = new HostUsers({
    catalog: {
      getEntities: async () => {
        throw new Error('Request failed with 503');
      },
      getEntityByRef: async () => undefined,
    },
    auth: mockServices.auth(),
    roles: { roleOn: async () => undefined },
    mailHost: 'portal.example.com',
  });
  const context = {
    provider: 'github',
    resourceId: 'resource',
    found: 'webhook' as const,
  };
  await expect(
    users.known({ id: '1', login: 'ann' }, context),
  ).rejects.toMatchObject({ code: 'catalog_unavailable' });
  await expect(users.known(undefined, context)).resolves.toMatchObject({
    isKnown: false,
  });
});
