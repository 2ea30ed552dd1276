import type { Entity } from '@backstage/catalog-model';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  infrakitchenApiRef,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { rootRouteRef } from '../routes';

/** Renders the pages of a section at a path, with a fake backend. */
export function renderPage(
  section:
    | 'templates'
    | 'resources'
    | 'runs'
    | 'cascades'
    | 'overview'
    | 'approvals'
    | 'projects'
    | 'workspaces'
    | 'integrations'
    | 'governance',
  page: JSX.Element,
  options: {
    path?: string;
    api: Partial<InfrakitchenApi>;
    /** Users and groups that the catalog knows. */
    catalog?: Entity[];
  },
) {
  const base = `/infrakitchen/${section}`;
  return renderInTestApp(page, {
    mountPath: base,
    initialRouteEntries: [`${base}${options.path ?? ''}`],
    mountedRoutes: {
      '/infrakitchen': rootRouteRef,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
    apis: [
      [infrakitchenApiRef, refusingTheRest(options.api)],
      [catalogApiRef, catalogApiMock({ entities: options.catalog ?? [] })],
    ],
  });
}

/** A call that the test did not foresee fails by name. */
export function refusingTheRest(
  api: Partial<InfrakitchenApi>,
): InfrakitchenApi {
  return new Proxy(api, {
    get: (target, name) =>
      Reflect.get(target, name) ??
      (() => {
        throw new Error(`The test does not expect ${String(name)}`);
      }),
  }) as InfrakitchenApi;
}
