import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogMemberships } from './CatalogMemberships';

const entity = (
  kind: 'User' | 'Group',
  name: string,
  relations: [type: string, targetRef: string][] = [],
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
});

const developer = 'user:default/developer';

function memberships(entities: Entity[]) {
  return new CatalogMemberships({
    catalog: catalogServiceMock({ entities }),
    auth: mockServices.auth(),
  });
}

describe('memberships as the catalog has them now', () => {
  it('leave out groups that the user has left, and add those of since', async () => {
    const now = memberships([
      entity('User', 'developer', [['memberOf', 'group:default/new']]),
      entity('Group', 'old'),
      entity('Group', 'new'),
    ]).now(developer, [developer, 'group:default/old']);
    expect(await now).toEqual([developer, 'group:default/new']);
  });

  it('keep groups that the user is in by a group within them', async () => {
    const refs = [developer, 'group:default/company', 'group:default/other'];
    const now = memberships([
      entity('User', 'developer', [['memberOf', 'group:default/team']]),
      entity('Group', 'team', [['childOf', 'group:default/unit']]),
      entity('Group', 'unit', [['childOf', 'group:default/company']]),
      // A circle is nobody's idea, and ends nothing.
      entity('Group', 'company', [['childOf', 'group:default/team']]),
      entity('Group', 'other'),
    ]).now(developer, refs);
    expect(await now).toEqual([
      developer,
      'group:default/company',
      'group:default/team',
    ]);
  });

  it('keep what the catalog does not know, and no group of who is gone from it', async () => {
    const now = memberships([entity('Group', 'team')]).now(developer, [
      developer,
      'group:default/from-the-sign-in',
      'group:default/team',
    ]);
    expect(await now).toEqual([developer, 'group:default/from-the-sign-in']);
  });

  it('are no guess where the catalog is away', async () => {
    const catalog = catalogServiceMock.mock({
      getEntitiesByRefs: async () => {
        throw new Error('away');
      },
    });
    const away = new CatalogMemberships({ catalog, auth: mockServices.auth() });
    await expect(away.now(developer, [developer])).rejects.toMatchObject({
      code: 'catalog_unavailable',
    });
  });

  it('are no guess where the catalog does not answer, and not waited for', async () => {
    const hanging = new CatalogMemberships({
      catalog: catalogServiceMock.mock({
        getEntitiesByRefs: () => new Promise<never>(() => {}),
      }),
      auth: mockServices.auth(),
      timeoutMs: 20,
    });
    await expect(hanging.now(developer, [developer])).rejects.toMatchObject({
      code: 'catalog_unavailable',
      cause: { code: 'provider_timed_out' },
    });
  });
});
