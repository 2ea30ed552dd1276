import type { Entity } from '@backstage/catalog-model';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  infrakitchenApiRef,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { rootRouteRef } from '../routes';
import { refusingTheRest } from './renderPage';

/** An entity of the catalog. */
export function anEntity(
  kind: string,
  over: Partial<Entity> & { annotations?: Record<string, string> } = {},
): Entity {
  const { annotations, ...rest } = over;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'shop', namespace: 'default', annotations },
    ...rest,
  };
}

/** Renders what belongs to the page of an entity, with a fake backend. */
export function renderEntity(
  element: JSX.Element,
  options: {
    entity: Entity;
    /** Query of the page's address. */
    search?: string;
    api: Partial<InfrakitchenApi>;
    /** What else the catalog knows. */
    catalog?: Entity[];
  },
) {
  const { entity, search = '', api, catalog = [] } = options;
  const path = '/catalog/default/kind/name/infrakitchen';
  return renderInTestApp(
    <EntityProvider entity={entity}>{element}</EntityProvider>,
    {
      mountPath: path,
      initialRouteEntries: [`${path}${search}`],
      mountedRoutes: {
        '/infrakitchen': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
      apis: [
        [infrakitchenApiRef, refusingTheRest(api)],
        [catalogApiRef, catalogApiMock({ entities: catalog })],
      ],
    },
  );
}
