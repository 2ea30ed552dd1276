import type { Entity } from '@backstage/catalog-model';
import { isInfrakitchenAvailable } from './whereInfrastructureIs';

const entity = (
  kind: string,
  over: { annotations?: Record<string, string>; dependsOn?: string } = {},
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'shop', annotations: over.annotations },
  relations: over.dependsOn
    ? [{ type: 'dependsOn', targetRef: over.dependsOn }]
    : undefined,
});

describe('isInfrakitchenAvailable', () => {
  it.each<[string, Entity, boolean]>([
    [
      'a published resource',
      entity('Resource', {
        annotations: { 'infrakitchen.io/resource-id': '1' },
      }),
      true,
    ],
    ['another resource', entity('Resource'), false],
    [
      'a component that names resources',
      entity('Component', {
        annotations: { 'infrakitchen.io/resources': 'network/core' },
      }),
      true,
    ],
    [
      'a component that depends on one',
      entity('Component', { dependsOn: 'resource:default/network.core' }),
      true,
    ],
    [
      'a component that depends on another component',
      entity('Component', { dependsOn: 'component:default/resource' }),
      false,
    ],
    ['another component', entity('Component'), false],
    ['a system', entity('System'), true],
    ['a group', entity('Group'), true],
    ['a user', entity('User'), true],
    ['an API', entity('API'), false],
    [
      'an API with the annotation',
      entity('API', { annotations: { 'infrakitchen.io/resources': 'a/b' } }),
      false,
    ],
  ])('says of %s', (_, given, expected) => {
    expect(isInfrakitchenAvailable(given)).toBe(expected);
  });
});
