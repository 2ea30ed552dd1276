import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createBackendModule,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import eventsPlugin from '@backstage/plugin-events-backend';
import {
  eventsServiceRef,
  type EventParams,
} from '@backstage/plugin-events-node';
import moduleAzureDevops from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure-devops';
import moduleBitbucket from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-bitbucket';
import moduleGithub from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-github';
import moduleGitlab from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-gitlab';
import {
  infrakitchenIntegrationsExtensionPoint,
  isRepositoryHostProvider,
  type IntegrationProvider,
  type RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  Forge,
  type ForgeVendor,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

jest.setTimeout(60_000);

const SECRET = 'webhook-secret';
const CONFIG_KEYS: Record<ForgeVendor, string> = {
  github: 'github',
  gitlab: 'gitlab',
  bitbucket: 'bitbucketCloud',
  'azure-devops': 'azureDevOps',
};
const vendors = Object.keys(CONFIG_KEYS) as ForgeVendor[];
const providers = new Map<string, RepositoryHostProvider>();
const heard: EventParams[] = [];
let forge: Forge;

/**
 * What a package of Backstage takes webhooks with. Its own loader imports it in
 * a way that a test runner does not know.
 */
function webhookModule(vendor: string): BackendFeature {
  const name = `@backstage/plugin-events-backend-module-${vendor}/package.json`;
  const folder = join(dirname(require.resolve(name)), 'dist', 'service');
  const file = readdirSync(folder).find(at => at.endsWith('Webhook.cjs.js'));
  return require(join(folder, file!)).default;
}

const listener = createBackendModule({
  pluginId: 'events',
  moduleId: 'listener',
  register(reg) {
    reg.registerInit({
      deps: { events: eventsServiceRef },
      async init({ events }) {
        await events.subscribe({
          id: 'listener',
          topics: Object.values(CONFIG_KEYS),
          async onEvent(event) {
            heard.push(event);
          },
        });
      },
    });
  },
});

/** A portal that takes webhooks of every host, as packages/backend has it. */
async function startPortal(events: object) {
  const addProvider = (provider: IntegrationProvider) => {
    if (isRepositoryHostProvider(provider)) {
      providers.set(provider.key, provider);
    }
  };
  return startTestBackend({
    extensionPoints: [
      [infrakitchenIntegrationsExtensionPoint, { addProvider }],
    ],
    features: [
      mockServices.rootConfig.factory({ data: { events } }),
      eventsPlugin,
      ...['github', 'gitlab', 'azure'].map(webhookModule),
      moduleGithub,
      moduleGitlab,
      moduleBitbucket,
      moduleAzureDevops,
      listener,
    ],
  });
}

beforeAll(async () => {
  forge = await Forge.create();
});

beforeEach(() => {
  heard.length = 0;
  forge.webhooks.targets.length = 0;
  forge.webhooks.statuses.length = 0;
});

afterAll(() => forge.stop());

const everyTopic = Object.values(CONFIG_KEYS);
const withSecrets = {
  modules: Object.fromEntries(
    everyTopic.map(key => [key, { webhookSecret: SECRET }]),
  ),
};

async function openOne(vendor: ForgeVendor, to: string, secret: string) {
  forge.webhooks.targets.push({ vendor, to, secret });
  const author = forge.addUser(`writer-${forge.nextId()}`, 'write');
  const real = await forge.addRepository('acme', `infra-${forge.nextId()}`);
  const from = await real.git.head('main');
  await real.git.commit('work', { 'a.tf': 'a' }, { from });
  const opened = await real.open({
    ...{ title: 'Grüße & more', source: 'work', target: 'main', author },
  });
  await forge.webhooks.idle();
  return { real, opened };
}

describe('webhooks, as each vendor signs them, by the ingress of the portal', () => {
  it.each(vendors)(
    'of %s pass when they are signed, and lead to the pull request',
    async vendor => {
      const portal = await startPortal(withSecrets);
      const topic = CONFIG_KEYS[vendor];
      const to = `http://localhost:${portal.server.port()}/api/events/http/${topic}`;
      const { real, opened } = await openOne(vendor, to, SECRET);
      expect(forge.webhooks.statuses).toEqual([202]);
      const [{ eventPayload, metadata = {} }] = heard.filter(
        event => event.topic === topic,
      );
      const provider = providers.get(vendor)!;
      expect(provider.eventTopic).toBe(topic);
      const event = provider.readEvent({ payload: eventPayload, metadata });
      expect(event?.repositoryId).toContain(
        vendor === 'github' || vendor === 'gitlab' ? `${real.id}` : real.uuid,
      );
      expect([`${opened.number}`, `${opened.id}`]).toContain(
        event?.pullRequest,
      );
      await portal.stop();
    },
  );

  it.each(vendors)('of %s are refused when they are forged', async vendor => {
    const portal = await startPortal(withSecrets);
    const topic = CONFIG_KEYS[vendor];
    const to = `http://localhost:${portal.server.port()}/api/events/http/${topic}`;
    await openOne(vendor, to, 'guessed');
    for (const headers of [
      {},
      { 'x-hub-signature': 'sha256=00', 'x-hub-signature-256': 'sha256=00' },
      { 'x-hub-signature': 'sha1=', 'x-gitlab-token': '' },
    ] as Record<string, string>[]) {
      const { status } = await fetch(to, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: '{}',
      });
      forge.webhooks.statuses.push(status);
    }
    expect(forge.webhooks.statuses).toEqual([403, 403, 403, 403]);
    expect(heard).toEqual([]);
    await portal.stop();
  });

  it.each(vendors)('of %s are refused without a secret', async vendor => {
    const portal = await startPortal({});
    const topic = CONFIG_KEYS[vendor];
    const to = `http://localhost:${portal.server.port()}/api/events/http/${topic}`;
    await openOne(vendor, to, '');
    expect([403, 404]).toContain(forge.webhooks.statuses[0]);
    expect(heard).toEqual([]);
    await portal.stop();
  });

  it('of Bitbucket are refused without a secret also where their topic is listed', async () => {
    const portal = await startPortal({
      http: { topics: ['bitbucketCloud'] },
    });
    const to = `http://localhost:${portal.server.port()}/api/events/http/bitbucketCloud`;
    await openOne('bitbucket', to, '');
    expect(forge.webhooks.statuses).toEqual([403]);
    expect(heard).toEqual([]);
    await portal.stop();
  });
});
