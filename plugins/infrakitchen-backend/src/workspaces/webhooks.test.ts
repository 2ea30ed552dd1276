import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { startTestBackend, TestDatabases } from '@backstage/backend-test-utils';
import eventsPlugin from '@backstage/plugin-events-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import moduleAzureDevops from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure-devops';
import moduleBitbucket from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-bitbucket';
import moduleGithub from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-github';
import moduleGitlab from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-gitlab';
import type { JsonObject } from '@backstage/types';
import {
  infrakitchenIntegrationsExtensionPoint,
  isRepositoryHostProvider,
  type IntegrationProvider,
  type RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  Forge,
  reroute,
  standInContext,
  type ForgeUser,
  type ForgeVendor,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from '../__testUtils__/startPortal';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

const SECRET = 'webhook-secret';
const topics: Record<ForgeVendor, string> = {
  github: 'github',
  gitlab: 'gitlab',
  bitbucket: 'bitbucketCloud',
  'azure-devops': 'azureDevOps',
};
const vendors = Object.keys(topics) as ForgeVendor[];

const hostModules = [
  moduleGithub,
  moduleGitlab,
  moduleBitbucket,
  moduleAzureDevops,
];

/** Backstage's own; its loader imports it in a way that a test runner does not know. */
function webhookModule(vendor: string): BackendFeature {
  const name = `@backstage/plugin-events-backend-module-${vendor}/package.json`;
  const folder = join(dirname(require.resolve(name)), 'dist', 'service');
  const file = readdirSync(folder).find(at => at.endsWith('Webhook.cjs.js'));
  return require(join(folder, file!)).default;
}

/** A whole portal; only the way to vendors leads to a forge of this machine. */
describe('webhooks of a host, through a whole portal', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let world: World;
  let portal: Portal;
  let forge: Forge;
  let person: ForgeUser;
  let writer: ForgeUser;
  let imported: Awaited<ReturnType<Portal['client']['importTemplate']>>;
  const places = new Map<ForgeVendor, Awaited<ReturnType<typeof connect>>>();

  const ingress = (vendor: ForgeVendor) =>
    `${portal.baseUrl.replace(/infrakitchen$/, 'events/http')}/${
      topics[vendor]
    }`;

  /** Providers are the same in every backend of a process. */
  async function leadToForge(): Promise<void> {
    const addProvider = (provider: IntegrationProvider) => {
      if (!isRepositoryHostProvider(provider)) {
        return;
      }
      const real = provider.repositoryHost.bind(provider);
      jest
        .spyOn(provider, 'repositoryHost')
        .mockImplementation(({ config }) => {
          const context = reroute(standInContext(forge), {
            'https://api.bitbucket.org': forge.url,
          });
          return withLocalGit(real({ ...context, config }));
        });
    };
    const backend = await startTestBackend({
      extensionPoints: [
        [infrakitchenIntegrationsExtensionPoint, { addProvider }],
      ],
      features: hostModules,
    });
    await backend.stop();
  }

  /** Git reaches the repositories without a server. */
  function withLocalGit(host: RepositoryHost): RepositoryHost {
    return new Proxy(host, {
      get(target, name: keyof RepositoryHost) {
        return name === 'repository'
          ? async (by: { id: string }) => {
              const found = await target.repository(by);
              const [repository] = found.name.split('/').slice(-1);
              const real = forge.repositories.find(
                at => at.name === repository,
              )!;
              return { ...found, cloneUrl: real.git.directory };
            }
          : target[name].bind(target);
      },
    });
  }

  const configs = (): Record<ForgeVendor, JsonObject> => {
    const { token } = writer;
    return {
      github: { host: forge.host, authentication: 'token', token },
      gitlab: { host: forge.host, token },
      bitbucket: { workspace: 'acme', authentication: 'access_token', token },
      'azure-devops': {
        organizationUrl: `${forge.url}/contoso`,
        ...{ authentication: 'token', token },
      },
    };
  };

  /** A repository of the vendor as a workspace. */
  async function connect(vendor: ForgeVendor) {
    const { client } = portal;
    const real = await forge.addRepository('acme', `infra-${vendor}`);
    const integration = await client.createConnection('integration', {
      provider: vendor,
      name: vendor,
      config: configs()[vendor],
    });
    const { items } = await client.listIntegrationRepositories(integration.id);
    const repository = items.find(({ name }) => name.endsWith(real.name))!;
    const workspace = await client.createWorkspace({
      integrationId: integration.id,
      repositoryId: repository.id,
    });
    return { real, workspace };
  }

  /** A run that waits for its pull request to a repository of the vendor. */
  async function proposed(vendor: ForgeVendor, name: string) {
    const { client } = portal;
    const { template, version } = imported;
    const { workspace, real } = places.get(vendor)!;
    const resource = await client.createResource({
      templateId: template.id,
      versionId: version.id,
      workspaceId: workspace.id,
      name,
      values: {
        name,
        cidr: '10.1.0.0/16',
        region: 'eu-north-1',
        environment: 'prod',
      },
    });
    const { run } = await client.actOnResource(resource.id, 'provision');
    await until(
      async () => (await client.getRun(run!.id)).pullRequest?.state === 'open',
    );
    const { pullRequest } = await client.getRun(run!.id);
    return {
      runId: run!.id,
      pullRequest: pullRequest!,
      real: real.pullRequest(pullRequest!.number!),
    };
  }

  /** Has the forge tell of what happens from here on. */
  function tell(vendor: ForgeVendor, secret: string): void {
    const { webhooks } = forge;
    webhooks.statuses.length = 0;
    webhooks.targets.splice(0, Infinity, {
      ...{ vendor, secret },
      to: ingress(vendor),
    });
  }

  beforeAll(async () => {
    forge = await Forge.create();
    writer = forge.addUser('portal', 'write');
    person = forge.addUser('person', 'write');
    world = await createWorld({
      git: { localRoots: [tmpdir()] },
      integrations: { allowHosts: [forge.host] },
      // So that nothing but webhooks tells of anything.
      workspaces: { pollInterval: { hours: 1 } },
    });
    world.config = {
      ...world.config,
      events: {
        modules: Object.fromEntries(
          Object.values(topics).map(key => [key, { webhookSecret: SECRET }]),
        ),
      },
    };
    await leadToForge();
    portal = await startPortal({
      world,
      knex: await databases.init('SQLITE_3'),
      features: [
        // That of tests keeps what it is told to the plugin that tells it.
        eventsServiceFactory,
        eventsPlugin,
        catalogServiceMock.factory({ entities: [] }),
        ...['github', 'gitlab', 'azure'].map(webhookModule),
        ...hostModules,
      ],
    });
    imported = await portal.client.importTemplate({
      template: { key: 'network', name: 'Network', parentIds: [] },
      version: {
        repositoryUrl: world.repository,
        path: 'network',
        refType: 'tag',
        ref: 'v1.0.0',
      },
    });
    for (const vendor of vendors) {
      places.set(vendor, await connect(vendor));
    }
  });

  afterEach(async () => {
    forge.webhooks.targets.length = 0;
    forge.webhooks.faults.doubled = 0;
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await portal?.stop();
    await world?.stop();
    await forge?.stop();
  });

  it.each(vendors)(
    'of %s are refused unsigned, and too large',
    async vendor => {
      const post = async (
        body: string,
        headers: Record<string, string> = {},
      ) => {
        const { status } = await fetch(ingress(vendor), {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body,
        });
        return status;
      };
      expect(await post('{}')).toBe(403);
      expect(
        await post('{}', {
          'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
          'x-hub-signature': `sha256=${'0'.repeat(64)}`,
          'x-gitlab-token': 'guessed',
        }),
      ).toBe(403);
      expect(await post(`"${'x'.repeat(6 * 1024 * 1024)}"`)).toBe(413);
    },
  );

  it.each(vendors)(
    'of %s let a run go on where they are signed, once however often they come',
    async vendor => {
      const { runId, pullRequest, real } = await proposed(vendor, vendor);
      tell(vendor, 'guessed');
      await real.merge(person);
      await forge.webhooks.idle();
      expect(new Set(forge.webhooks.statuses)).toEqual(new Set([403]));
      const { client } = portal;
      expect((await client.getRun(runId)).state).toBe('awaiting_approval');

      tell(vendor, SECRET);
      forge.webhooks.faults.doubled = 1;
      real.edit({ title: 'It was merged' }, person);
      await forge.webhooks.idle();
      expect(forge.webhooks.statuses).toEqual([202, 202]);
      expect((await portal.finished(runId)).state).toBe('succeeded');
      const run = await client.getRun(runId);
      expect(run.pullRequest).toMatchObject({
        id: pullRequest.id,
        state: 'merged',
      });
      const rules = run.approval!.decisions.map(({ ruleId }) => ruleId);
      expect(new Set(rules).size).toBe(rules.length);
      const states = run.transitions.map(({ to }) => to);
      expect(states.filter(state => state === 'apply_queued')).toHaveLength(1);
      await until(() => real.comments.length > 0);
      expect(real.comments).toHaveLength(1);
    },
  );

  it('of a pull request that is closed reject its run', async () => {
    const { runId, real } = await proposed('github', 'closed');
    tell('github', SECRET);
    real.close(person);
    await forge.webhooks.idle();
    expect((await portal.finished(runId)).state).toBe('rejected');
  });
});
