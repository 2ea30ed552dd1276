import { tmpdir } from 'node:os';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { infrakitchenPlugin } from '../plugin';

type Method = 'get' | 'post' | 'patch' | 'delete';

/**
 * The plugin in a backend, without an engine or a worker. Whoever
 * `permitted` does not name may do everything.
 */
export async function startApi(options: {
  knex: Knex;
  permitted?: (user: string) => string[] | undefined;
}) {
  const { knex, permitted = () => undefined } = options;
  const permissions = mockServices.permissions.mock({
    authorize: async (queries, { credentials }: any) => {
      const names = permitted(credentials.principal.userEntityRef);
      return queries.map(({ permission }) => ({
        result:
          !names || names.includes(permission.name)
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
      }));
    },
  });
  const backend = await startTestBackend({
    features: [
      infrakitchenPlugin,
      permissions.factory,
      mockServices.database.factory({ knex } as never),
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://localhost:0', listen: { port: 0 } },
          infrakitchen: {
            workingDirectory: `${tmpdir()}/infrakitchen-api-test`,
            encryption: { keys: [{ id: 'test', secret: 'test'.repeat(40) }] },
            runs: { enabled: false },
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
