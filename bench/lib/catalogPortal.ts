import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { Knex } from 'knex';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventsFactory } from '../../plugins/catalog-backend-module-infrakitchen/src/__testUtils__/startPortal';
import { FeedEntityProvider } from '../../plugins/catalog-backend-module-infrakitchen/src/feed';
import catalogModuleInfrakitchen from '../../plugins/catalog-backend-module-infrakitchen/src';
import { infrakitchenPlugin } from '../../plugins/infrakitchen-backend/src/plugin';

/** The provider that is measured. */
const PROVIDER = 'infrakitchen-resources';

/** A catalog with InfraKitchen beside it, in this process. */
export interface CatalogPortal {
  /** How often everything was compared, and how often single changes were applied. */
  mutations: { full: number; delta: number };
  /** A provider that has nothing of its own: what the catalog takes by itself. */
  bare: EntityProviderConnection;
  ask(
    method: string,
    url: string,
    body?: object,
    headers?: object,
  ): Promise<any>;
  stop(): Promise<void>;
}

/** Starts both over databases that are there. */
export async function startCatalogPortal(
  databases: Record<string, Knex>,
): Promise<CatalogPortal> {
  const mutations = { full: 0, delta: 0 };
  const undo = countMutations(mutations);
  let bare: EntityProviderConnection | undefined;
  const bareModule = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'bare',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'bare',
            connect: async connection => {
              bare = connection;
            },
          });
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      infrakitchenPlugin,
      catalogModuleInfrakitchen,
      bareModule,
      schedulerServiceFactory,
      eventsFactory(true),
      createServiceFactory({
        service: coreServices.database,
        deps: { plugin: coreServices.pluginMetadata },
        factory: ({ plugin }) => ({
          getClient: async () => databases[plugin.getId()],
        }),
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost' },
          backend: { baseUrl: 'http://localhost:0', listen: { port: 0 } },
          catalog: {
            // Each entity once an hour, as large catalogs have it.
            processingInterval: { hours: 1 },
            // Changes are told by events alone, or not at all.
            providers: { infrakitchen: { pollInterval: { hours: 1 } } },
          },
          infrakitchen: {
            access: { everyone: 'admin' },
            workingDirectory: path.join(tmpdir(), 'infrakitchen-bench-catalog'),
            runs: { enabled: false },
          },
        },
      }),
    ],
  });
  const base = `http://localhost:${backend.server.port()}/api`;
  return {
    mutations,
    get bare() {
      return bare!;
    },
    async ask(method, url, body, headers) {
      const answer = await fetch(`${base}${url}`, {
        method,
        headers: {
          Authorization: mockCredentials.user.header('user:default/bench'),
          'Content-Type': 'application/json',
          ...headers,
        },
        body: body && JSON.stringify(body),
      });
      if (!answer.ok && answer.status !== 404) {
        throw new Error(`${method} ${url}: ${await answer.text()}`);
      }
      const text = await answer.text();
      return answer.status === 404 || !text ? undefined : JSON.parse(text);
    },
    async stop() {
      undo();
      await backend.stop();
    },
  };
}

function countMutations(counts: { full: number; delta: number }): () => void {
  const { connect } = FeedEntityProvider.prototype;
  FeedEntityProvider.prototype.connect = async function counting(
    this: FeedEntityProvider,
    connection: EntityProviderConnection,
  ) {
    const isMeasured = this.getProviderName() === PROVIDER;
    await connect.call(this, {
      refresh: options => connection.refresh(options),
      applyMutation: async mutation => {
        await connection.applyMutation(mutation);
        counts[mutation.type] += isMeasured ? 1 : 0;
      },
    });
  };
  return () => {
    FeedEntityProvider.prototype.connect = connect;
  };
}

/** From a change until the catalog's API shows what it led to. */
export async function untilShown(
  portal: CatalogPortal,
  name: string,
  change: () => Promise<void>,
  holds: (entity: Entity | undefined) => boolean,
): Promise<number> {
  const start = performance.now();
  await change();
  for (;;) {
    const entity: Entity | undefined = await portal.ask(
      'GET',
      `/catalog/entities/by-name/resource/default/${name}`,
    );
    if (holds(entity)) {
      return performance.now() - start;
    }
    await sleep(20);
  }
}
