import type { Entity } from '@backstage/catalog-model';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { relatedOf } from './relatedOf';

const resource = (name: string, id?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name,
    annotations: id ? { 'infrakitchen.io/resource-id': id } : {},
  },
  spec: { type: 'network', owner: 'team' },
});

function component(
  name: string,
  dependsOn: string[],
  annotation?: string,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: annotation
        ? { 'infrakitchen.io/resources': annotation }
        : {},
    },
    relations: [
      { type: 'ownedBy', targetRef: 'group:default/team' },
      ...dependsOn.map(targetRef => ({ type: 'dependsOn', targetRef })),
    ],
  };
}

const entity = (
  kind: string,
  relations: Entity['relations'] = [],
  namespace?: string,
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'shop', namespace },
  relations,
});

const entities = [
  resource('network.core', 'id-core'),
  resource('database.orders', 'id-orders'),
  resource('by-hand'),
  component('backend', [
    'resource:default/network.core',
    'resource:default/database.orders',
  ]),
  component('frontend', ['resource:default/network.core'], 'what is this'),
];

const related = (of: Entity, known = entities) => {
  const catalog = catalogApiMock({ entities: known });
  const asked = jest.spyOn(catalog, 'getEntitiesByRefs');
  return relatedOf(of, catalog).then(found => ({
    ...found,
    requests: asked.mock.calls.length,
  }));
};

describe('relatedOf', () => {
  it('finds what a component depends on, and what of it is gone', async () => {
    const shop = component(
      'shop',
      [
        'resource:default/network.core',
        'resource:default/by-hand',
        'resource:default/bucket.gone',
        'component:default/backend',
      ],
      'network/core, bucket/gone, nonsense',
    );
    expect(await related(shop)).toEqual({
      values: ['resource:id-core'],
      missing: ['bucket.gone'],
      broken: ['nonsense'],
      isTruncated: false,
      requests: 1,
    });
  });

  it('asks nothing where a component depends on nothing', async () => {
    expect(await related(component('shop', []))).toMatchObject({
      values: [],
      requests: 0,
    });
  });

  it('adds the project of a system to what its components use', async () => {
    const parts = [
      { type: 'hasPart', targetRef: 'component:default/backend' },
      { type: 'hasPart', targetRef: 'component:default/frontend' },
      { type: 'hasPart', targetRef: 'component:default/gone' },
      { type: 'hasPart', targetRef: 'resource:default/network.core' },
    ];
    expect(await related(entity('System', parts))).toEqual({
      values: ['project:shop', 'resource:id-core', 'resource:id-orders'],
      missing: [],
      broken: ['what is this'],
      isTruncated: false,
      requests: 2,
    });
    expect(await related(entity('System'))).toMatchObject({
      values: ['project:shop'],
      requests: 0,
    });
    // Projects are those of systems in the default namespace alone.
    expect(await related(entity('System', [], 'other'))).toMatchObject({
      values: [],
    });
  });

  it('takes the ref of a group, and of a user with the groups', async () => {
    expect(await related(entity('Group'))).toMatchObject({
      values: ['owner:group:default/shop'],
    });
    expect(
      await related(
        entity('User', [{ type: 'memberOf', targetRef: 'group:default/team' }]),
      ),
    ).toMatchObject({
      values: ['owner:user:default/shop', 'owner:group:default/team'],
    });
  });

  it('takes no more than a request does, and says so', async () => {
    const many = Array.from({ length: 120 }, (_, i) => `bucket.b${i}`);
    const found = await related(
      component(
        'shop',
        many.map(name => `resource:default/${name}`),
      ),
      many.map(name => resource(name, `id-${name}`)),
    );
    expect(found.values).toHaveLength(90);
    expect(found.isTruncated).toBe(true);
    expect(found.requests).toBe(1);
  });
});
