import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogGroups } from './CatalogGroups';

describe('CatalogGroups', () => {
  it('reads the groups of users, and knows that some users are not there', async () => {
    const catalog = catalogServiceMock({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'User',
          metadata: { name: 'ann', namespace: 'default' },
          relations: [
            { type: 'memberOf', targetRef: 'group:default/team' },
            { type: 'ownerOf', targetRef: 'component:default/shop' },
          ],
        },
      ],
    });
    const groups = new CatalogGroups({ catalog, auth: mockServices.auth() });
    expect(
      await groups.groupsOf(['user:default/ann', 'user:default/gone']),
    ).toEqual(
      new Map([
        ['user:default/ann', ['group:default/team']],
        ['user:default/gone', []],
      ]),
    );
  });
});
