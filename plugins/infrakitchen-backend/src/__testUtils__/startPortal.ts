import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  InfrakitchenClient,
  isTerminal,
  type RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  createModuleRepository,
  installProviderMirror,
  startDemoCloud,
  type DemoCloud,
} from '@internal/demo-cloud';
import infrakitchenModuleTerraform from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import { setTimeout as sleep } from 'node:timers/promises';
import { infrakitchenPlugin } from '../plugin';

/** A demo cloud, a module repository and what a backend needs to use them. */
export interface World {
  directory: string;
  cloud: DemoCloud;
  repository: string;
  config: object;
  stop(): Promise<void>;
}

/** Makes a world in a temporary folder. */
export async function createWorld(overrides: object = {}): Promise<World> {
  const directory = await mkdtemp(path.join(tmpdir(), 'infrakitchen-test-'));
  const [cloud, mirror, modules] = await Promise.all([
    startDemoCloud(),
    installProviderMirror({ directory: path.join(directory, 'mirror') }),
    createModuleRepository({ directory: path.join(directory, 'modules') }),
  ]);
  return {
    directory,
    cloud,
    repository: modules.directory,
    config: {
      infrakitchen: {
        workingDirectory: path.join(directory, 'work'),
        encryption: {
          keys: [{ id: 'test', secret: 'k'.repeat(40) }],
        },
        access: { everyone: 'admin' },
        git: { localRoots: [directory] },
        engine: {
          cliConfigFile: mirror.cliConfigFile,
          env: { ...mirror.env, DEMO_CLOUD_ENDPOINT: cloud.url },
        },
        runs: { limits: { cancelGrace: { seconds: 10 } } },
        ...overrides,
      },
    },
    async stop() {
      await cloud.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A running backend and its client. */
export interface Portal {
  client: InfrakitchenClient;
  baseUrl: string;
  /** Waits until a run is over, or stands still for a person. */
  finished(runId: string): Promise<RunDetail>;
  stop(): Promise<void>;
}

/** Starts the backend with the real engine against a world. */
export async function startPortal(options: {
  world: World;
  knex: Knex;
  user?: string;
  /** Features besides, such as a module with providers. */
  features?: BackendFeature[];
}): Promise<Portal> {
  const { world, knex } = options;
  const backend = await startTestBackend({
    features: [
      infrakitchenPlugin,
      infrakitchenModuleTerraform,
      ...(options.features ?? []),
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: 'http://localhost:0',
            listen: { port: 0 },
            actions: { pluginSources: ['infrakitchen'] },
          },
          ...world.config,
        },
      }),
      mockServices.database.factory({ knex } as never),
    ],
  });
  const port = backend.server.port();
  const baseUrl = `http://localhost:${port}/api/infrakitchen`;
  const authorization = mockCredentials.user.header(options.user);
  const client = new InfrakitchenClient({
    discoveryApi: { getBaseUrl: async () => baseUrl },
    fetchApi: {
      fetch: (input, init) => {
        const request = new Request(input, init);
        request.headers.set('Authorization', authorization);
        return fetch(request);
      },
    },
  });
  return {
    client,
    baseUrl,
    async finished(runId) {
      for (;;) {
        const run = await client.getRun(runId);
        if (isTerminal(run.state) || run.state === 'needs_attention') {
          return run;
        }
        await sleep(50);
      }
    },
    stop: () => backend.stop(),
  };
}
