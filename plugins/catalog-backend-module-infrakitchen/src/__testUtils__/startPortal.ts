import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createServiceFactory,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestDatabaseId,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import type {
  EntityProviderConnection,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import {
  DefaultEventsService,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import type { JsonObject } from '@backstage/types';
// A portal for tests, which has the plugin whose feed is read.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import infrakitchenPlugin from '@infrakitchen/backstage-plugin-infrakitchen-backend';
import type { Knex } from 'knex';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { FeedEntityProvider } from '../feed';
import catalogModuleInfrakitchen from '../index';

/** Databases of a portal: one for each plugin. */
export interface PortalDatabases {
  catalog: Knex;
  infrakitchen: Knex;
}

/** Events as a single backend has them; those of the test backend end in their plugin. */
export function eventsFactory(delivered: boolean) {
  return createServiceFactory({
    service: eventsServiceRef,
    deps: {
      plugin: coreServices.pluginMetadata,
      logger: coreServices.rootLogger,
    },
    createRootContext: ({ logger }) =>
      DefaultEventsService.create({ logger, useEventBus: 'never' }),
    factory: ({ plugin }, events) => {
      const service = events.forPlugin(plugin.getId());
      return delivered
        ? service
        : {
            subscribe: service.subscribe.bind(service),
            publish: async () => {},
          };
    },
  });
}

/** Makes the databases of a portal, which may be started more than once. */
export async function createDatabases(
  databases: TestDatabases,
  id: TestDatabaseId,
): Promise<PortalDatabases> {
  return {
    catalog: await databases.init(id),
    infrakitchen: await databases.init(id),
  };
}

/** A real catalog with the real InfraKitchen, and what its provider does. */
export async function startPortal(options: {
  databases: PortalDatabases;
  /** `catalog.providers.infrakitchen` */
  provider?: JsonObject;
  /** Merged into `infrakitchen`. */
  settings?: JsonObject;
  /** False leaves entities as they were given to the catalog. */
  processes?: boolean;
  /** False loses every event. */
  hasEvents?: boolean;
  features?: BackendFeature[];
  /** Whose mutations are recorded; that of resources where absent. */
  recorded?: string;
}) {
  const { recorded: provider = 'infrakitchen-resources' } = options;
  const mutations: EntityProviderMutation[] = [];
  const connect = FeedEntityProvider.prototype.connect;
  const spy = jest
    .spyOn(FeedEntityProvider.prototype, 'connect')
    .mockImplementation(async function recorded(
      this: FeedEntityProvider,
      connection: EntityProviderConnection,
    ) {
      await connect.call(this, {
        ...connection,
        refresh: refreshed => connection.refresh(refreshed),
        applyMutation: async mutation => {
          await connection.applyMutation(mutation);
          if (this.getProviderName() === provider) {
            mutations.push(mutation);
          }
        },
      });
    });
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      infrakitchenPlugin,
      catalogModuleInfrakitchen,
      schedulerServiceFactory,
      eventsFactory(options.hasEvents ?? true),
      createServiceFactory({
        service: coreServices.database,
        deps: { plugin: coreServices.pluginMetadata },
        factory: ({ plugin }) => ({
          getClient: async () =>
            options.databases[plugin.getId() as keyof PortalDatabases],
        }),
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.com' },
          backend: { baseUrl: 'http://localhost:0', listen: { port: 0 } },
          catalog: {
            processingInterval:
              options.processes === false ? false : { hours: 1 },
            providers: { infrakitchen: options.provider ?? {} },
          },
          infrakitchen: {
            access: { everyone: 'admin' },
            workingDirectory: `${tmpdir()}/infrakitchen-catalog-test`,
            runs: { enabled: false },
            ...options.settings,
          },
        },
      }),
      ...(options.features ?? []),
    ],
  });
  const base = `http://localhost:${backend.server.port()}/api`;

  async function ask(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<any> {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: {
        Authorization: mockCredentials.user.header('user:default/ann'),
        'Content-Type': 'application/json',
        ...headers,
      },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok && answer.status !== 404) {
      throw new Error(`${method} ${path}: ${await answer.text()}`);
    }
    const text = await answer.text();
    return answer.status === 404 || !text ? undefined : JSON.parse(text);
  }

  return {
    mutations,
    ask,
    /** Edits a record of InfraKitchen. */
    async edit(path: string, patch: object) {
      const { revision } = await ask('GET', `/infrakitchen${path}`);
      return ask('PATCH', `/infrakitchen${path}`, patch, {
        'If-Match': `"${revision}"`,
      });
    },
    entity: (name: string): Promise<Entity | undefined> =>
      ask('GET', `/catalog/entities/by-name/resource/default/${name}`),
    async stop() {
      spy.mockRestore();
      await backend.stop();
    },
  };
}

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Waits for something that another part does in its own time. */
export async function until<T>(
  look: () => Promise<T> | T,
): Promise<NonNullable<T>> {
  for (;;) {
    const found = await look();
    if (found) {
      return found;
    }
    await sleep(50);
  }
}
