import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import infrakitchenPlugin from '@infrakitchen/backstage-plugin-infrakitchen-backend';
import infrakitchenModuleTerraform from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { DemoSeeder } from './DemoSeeder';
import demoPlugin from './plugin';

jest.setTimeout(60_000);

/** Signs everybody in as the guest, as the guest provider does. */
const guestSignIn = createBackendPlugin({
  pluginId: 'auth',
  register(env) {
    env.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        const router = Router();
        router.get('/guest/refresh', (_, res) => {
          const token = mockCredentials.user.token('user:default/guest');
          res.json({ backstageIdentity: { token } });
        });
        httpRouter.use(router);
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
      },
    });
  },
});

describe('the demo', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'demo-test-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('fills an empty InfraKitchen, once', async () => {
    const backend = await startTestBackend({
      features: [
        demoPlugin,
        guestSignIn,
        infrakitchenPlugin,
        infrakitchenModuleTerraform,
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost:0' },
            demo: { enabled: true, directory, cloud: { port: 0 } },
            infrakitchen: {
              access: {
                grants: [{ principal: 'user:default/guest', role: 'admin' }],
              },
              workingDirectory: path.join(directory, 'work'),
              git: {
                localRoots: [
                  path.join(directory, 'modules'),
                  path.join(directory, 'workspaces'),
                ],
              },
            },
          },
        }),
      ],
    });
    const baseUrl = `http://localhost:${backend.server.port()}`;
    try {
      const status = await waitForSeed(baseUrl);
      expect(status).toMatchObject({ seed: 'done' });

      const client = new InfrakitchenClient({
        discoveryApi: {
          getBaseUrl: async pluginId => `${baseUrl}/api/${pluginId}`,
        },
        fetchApi: { fetch },
      });
      const token = mockCredentials.user.token();
      const templates = await client.listTemplates({}, { token });
      expect(templates.items.map(({ key }) => key).sort()).toEqual([
        'account',
        'bucket',
        'cluster',
        'database',
        'namespace',
        'network',
        'region',
      ]);
      const cluster = templates.items.find(({ key }) => key === 'cluster')!;
      const versions = await client.listVersions(cluster.id, {}, { token });
      expect(
        versions.items.map(({ ref, lifecycle, status: analysis }) => [
          ref,
          lifecycle,
          analysis,
        ]),
      ).toEqual([
        ['v2.0.0', 'preview', 'analysed'],
        ['v1.1.0', 'active', 'analysed'],
        ['v1.0.0', 'deprecated', 'analysed'],
      ]);

      const resources = await client.listResources({}, { token });
      const network = resources.items.find(
        ({ template }) => template.key === 'network',
      )!;
      expect(network).toMatchObject({
        state: 'provision',
        status: 'ready',
        project: { name: 'Demo' },
      });
      const projects = await client.listProjects({}, { token });
      const byKey = (key: string) =>
        projects.items.find(project => project.key === key);
      expect(projects.items).toHaveLength(2);
      expect(byKey('demo')).toMatchObject({
        owners: ['group:default/platform-engineers'],
        resourceCount: resources.items.length - 2,
      });
      expect(byKey('shared')).toMatchObject({ resourceCount: 2 });
      const workspaces = await client.listWorkspaces({}, { token });
      expect(workspaces.items).toMatchObject([
        { url: status.workspaceUrl, status: 'ok', defaultBranch: 'main' },
      ]);
      const { variables, tags, errors } = await client.getEffectiveValues(
        network.id,
        { token },
      );
      expect(errors).toEqual([]);
      expect(tags).toContainEqual(
        expect.objectContaining({
          name: 'cost-center',
          value: 'demo',
          project: expect.objectContaining({ name: 'Demo' }),
        }),
      );
      expect(variables).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'region', value: 'us-east-1' }),
          expect.objectContaining({ name: 'environment', value: 'dev' }),
        ]),
      );

      const again = await new DemoSeeder({
        client,
        token: async () => token,
        repositoryUrl: status.repositoryUrl!,
        workspaceUrl: status.workspaceUrl!,
      }).seed();
      expect(again).toEqual({
        projects: 0,
        templates: 0,
        versions: 0,
        resources: 0,
      });
    } finally {
      await backend.stop();
    }
  });
});

interface Status {
  seed: string;
  message?: string;
  repositoryUrl?: string;
  workspaceUrl?: string;
}

async function waitForSeed(baseUrl: string): Promise<Status> {
  for (;;) {
    const response = await fetch(`${baseUrl}/api/infrakitchen-demo/status`);
    const status: Status = await response.json();
    if (status.seed !== 'pending') {
      return status;
    }
    await sleep(100);
  }
}
