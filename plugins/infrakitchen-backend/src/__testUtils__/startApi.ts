import { tmpdir } from 'node:os';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
  type Permission,
} from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import request from 'supertest';
import { infrakitchenPlugin } from '../plugin';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * The plugin in a backend, without an engine or a worker. Whoever
 * `permitted` does not name may do everything.
 */
export async function startApi(options: {
  knex: Knex;
  permitted?: (user: string) => string[] | undefined;
  /** `infrakitchen.access`; everybody is an admin where absent. */
  access?: JsonObject;
  /** Users and groups of the catalog. */
  principals?: { kind: string; name: string }[];
  /** In the place of the decisions of `permitted`. */
  permissions?: BackendFeature;
  /** Features besides, such as an engine. */
  features?: BackendFeature[];
  /** Merged into `infrakitchen`. */
  settings?: JsonObject;
}) {
  const { knex, permitted = () => undefined } = options;
  const decide = async (
    queries: { permission: Permission }[],
    { credentials }: any,
  ): Promise<DefinitivePolicyDecision[]> => {
    const names = permitted(credentials.principal.userEntityRef);
    return queries.map(({ permission }) => ({
      result:
        !names || names.includes(permission.name)
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
    }));
  };
  const permissions = mockServices.permissions.mock({
    authorize: decide,
    authorizeConditional: decide,
  });
  const backend = await startTestBackend({
    features: [
      infrakitchenPlugin,
      options.permissions ?? permissions.factory,
      ...(options.features ?? []),
      catalogServiceMock.factory({
        entities: (options.principals ?? []).map(({ kind, name }) => ({
          apiVersion: 'backstage.io/v1alpha1',
          kind,
          metadata: { name, namespace: 'default' },
        })),
      }),
      mockServices.database.factory({ knex } as never),
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://localhost:0', listen: { port: 0 } },
          infrakitchen: {
            access: options.access ?? { everyone: 'admin' },
            workingDirectory: `${tmpdir()}/infrakitchen-api-test`,
            encryption: { keys: [{ id: 'test', secret: 'test'.repeat(40) }] },
            runs: { enabled: false },
            ...options.settings,
          },
        },
      }),
    ],
  });
  const ask = (method: Method, path: string, user = 'ann') =>
    request(backend.server)
      [method](`/api/infrakitchen${path}`)
      .set(
        'Authorization',
        mockCredentials.user.header(`user:default/${user}`),
      );
  return {
    ask,
    asService: (method: Method, path: string) =>
      request(backend.server)
        [method](`/api/infrakitchen${path}`)
        .set('Authorization', mockCredentials.service.header()),
    baseUrl: `http://localhost:${backend.server.port()}/api/infrakitchen`,
    get: (path: string, user?: string) => ask('get', path, user),
    post: (path: string, body?: object, user?: string) =>
      ask('post', path, user).send(body),
    patch: (path: string, body: object, user?: string) =>
      ask('patch', path, user).send(body),
    stop: () => backend.stop(),
  };
}

export type Api = Awaited<ReturnType<typeof startApi>>;
