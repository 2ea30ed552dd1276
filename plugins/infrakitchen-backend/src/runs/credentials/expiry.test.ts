import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  InfrakitchenClient,
  type Connection,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  infrakitchenIntegrationsExtensionPoint,
  type CredentialPhase,
  type IntegrationProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from '../../__testUtils__/startPortal';
import { until } from '../../__testUtils__/until';
import { createCatalogue } from '../../faults/__testUtils__/catalogue';
import { wholeLog } from '../../faults/__testUtils__/logs';
import { inState } from '../../faults/__testUtils__/until';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('credentials that end, %s', id => {
  let world: World;
  let portal: Portal;
  let integration: Connection;
  /** How long what is given next holds. */
  let lifetimeMs: number;
  let given: { phase: CredentialPhase; runId: string; expiresAt: number }[];

  const shortLived: IntegrationProvider = {
    key: 'short-lived',
    title: 'Short-lived',
    category: 'cloud',
    supportsAlias: false,
    schema: { type: 'object', properties: {}, additionalProperties: false },
    environmentNames: () => ['SHORT_LIVED_TOKEN'],
    test: async () => ({ checks: [] }),
    credentials: async ({ phase, runId }) => {
      const expiresAt = Date.now() + lifetimeMs;
      given.push({ phase, runId, expiresAt });
      const token = `short-lived-token-${given.length}`;
      return {
        environment: { SHORT_LIVED_TOKEN: token },
        secrets: [token],
        expiresAt,
      };
    },
  };

  beforeAll(async () => {
    world = await createWorld();
    portal = await startPortal({
      ...{ world, knex: await databases.init(id) },
      user: 'user:default/dev',
      features: [
        createBackendModule({
          pluginId: 'infrakitchen',
          moduleId: 'test-short-lived',
          register(reg) {
            reg.registerInit({
              deps: { integrations: infrakitchenIntegrationsExtensionPoint },
              init: async ({ integrations }) =>
                integrations.addProvider(shortLived),
            });
          },
        }),
      ],
    });
    integration = await portal.client.createConnection('integration', {
      ...{ provider: 'short-lived', name: 'Hourly', config: {} },
    });
  });
  afterAll(async () => {
    await portal?.stop();
    await world?.stop();
  });
  beforeEach(() => {
    lifetimeMs = 60 * 60_000;
    given = [];
  });

  let catalogue: ReturnType<typeof createCatalogue> | undefined;
  const create = async (name: string) => {
    catalogue ??= createCatalogue(portal.client, world);
    const { network, region } = await catalogue;
    return portal.client.createResource({
      templateId: network.template.id,
      versionId: network.version.id,
      ...{ name, parentIds: [region.id], values: { name } },
      integrations: [{ id: integration.id }],
    });
  };
  const provision = async (resourceId: string) => {
    const started = await portal.client.actOnResource(resourceId, 'provision');
    return started.run!.id;
  };

  const clientOf = (user: string) =>
    new InfrakitchenClient({
      discoveryApi: { getBaseUrl: async () => portal.baseUrl },
      fetchApi: {
        fetch: (input, init) => {
          const request = new Request(input, init);
          request.headers.set(
            'Authorization',
            mockCredentials.user.header(`user:default/${user}`),
          );
          return fetch(request);
        },
      },
    });

  it('are told of in the log, and each phase gets new ones', async () => {
    const runId = await provision((await create('told')).id);
    expect((await portal.finished(runId)).state).toBe('succeeded');
    expect(given.map(({ phase }) => phase)).toEqual(['plan', 'apply']);
    const log = await wholeLog(portal.client, runId);
    for (const { phase, expiresAt } of given) {
      expect(log).toContainEqual(
        expect.stringMatching(
          `'Hourly' end at ${new Date(
            expiresAt,
          ).toISOString()}, and the ${phase} may`,
        ),
      );
    }
  });

  it('are not told of where they hold long enough', async () => {
    lifetimeMs = 7 * 24 * 60 * 60_000;
    const runId = await provision((await create('enough')).id);
    expect((await portal.finished(runId)).state).toBe('succeeded');
    expect((await wholeLog(portal.client, runId)).join('\n')).not.toContain(
      'Hourly',
    );
  });

  it('that have ended fail the run before the engine starts', async () => {
    lifetimeMs = -1_000;
    const runId = await provision((await create('ended')).id);
    const run = await portal.finished(runId);
    expect(run).toMatchObject({
      state: 'failed',
      error: {
        code: 'credentials_expired',
        message: expect.stringContaining("The integration 'Hourly'"),
        culprits: [{ kind: 'integration', id: integration.id }],
      },
    });
    expect((await wholeLog(portal.client, runId)).join('\n')).not.toMatch(
      /Initializing|Terraform/,
    );
  });

  it('while a run waits for people are replaced by those of then', async () => {
    await portal.client.createApprovalRule({
      name: 'Somebody looks',
      scope: { kind: 'global' },
      approvers: { refs: ['user:default/ada'] },
      effect: 'require',
    });
    lifetimeMs = 2_000;
    const runId = await provision((await create('waits')).id);
    const waiting = await inState(portal.client, runId, 'awaiting_approval');
    expect(given.map(({ phase }) => phase)).toEqual(['plan']);
    const [{ expiresAt: ended }] = given;
    await until(() => Date.now() > ended);
    lifetimeMs = 60 * 60_000;
    await clientOf('ada').actOnRun(runId, 'approve', {
      digest: waiting.planDigest,
    });
    const end = await portal.finished(runId);
    expect(end.error).toBeUndefined();
    expect(end.state).toBe('succeeded');
    expect(given.slice(1).every(each => each.expiresAt > Date.now())).toBe(
      true,
    );
    expect(given.at(-1)!.phase).toBe('apply');
  });
});
