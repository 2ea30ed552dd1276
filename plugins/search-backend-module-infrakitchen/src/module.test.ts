import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import permissionPlugin from '@backstage/plugin-permission-backend';
import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import searchPlugin from '@backstage/plugin-search-backend';
import type { SearchResultSet } from '@backstage/plugin-search-common';
import type { JsonObject } from '@backstage/types';
import {
  resourceReadPermission,
  searchDocumentTypes,
  templateReadPermission,
  workspaceReadPermission,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
// A portal for tests, which has the plugin whose documents are found.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import infrakitchenPlugin from '@infrakitchen/backstage-plugin-infrakitchen-backend';
import {
  createResourceConditionalDecision,
  createTemplateConditionalDecision,
  createWorkspaceConditionalDecision,
  resourceConditions,
  templateConditions,
  workspaceConditions,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import searchModuleInfrakitchen from './index';
import { readCollatorConfig } from './readCollatorConfig';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const ADMIN = 'user:default/admin';
const DEVELOPER = 'user:default/developer';
const OUTSIDER = 'user:default/outsider';

/** Nobody sees anything without a grant, and the policy asks for those. */
const byRoles = {
  everyone: 'none',
  searchByPolicy: true,
  grants: [{ principal: ADMIN, role: 'admin' }],
};

/** Asks for roles, as a portal has to whose records are not for everybody. */
class RolePolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const params = {
      role: 'read' as const,
      claims: user?.info.ownershipEntityRefs ?? [],
    };
    if (isPermission(permission, resourceReadPermission)) {
      return createResourceConditionalDecision(
        permission,
        resourceConditions.hasRole(params),
      );
    }
    if (isPermission(permission, templateReadPermission)) {
      return createTemplateConditionalDecision(
        permission,
        templateConditions.hasRole(params),
      );
    }
    if (isPermission(permission, workspaceReadPermission)) {
      return createWorkspaceConditionalDecision(
        permission,
        workspaceConditions.hasRole(params),
      );
    }
    return { result: AuthorizeResult.ALLOW };
  }
}

const policyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'roles',
  register(reg) {
    reg.registerInit({
      deps: { policy: policyExtensionPoint },
      init: async ({ policy }) => policy.setPolicy(new RolePolicy()),
    });
  },
});

/**
 * Tokens of users tell which plugin asks on their behalf, as they do in a
 * portal: the permission framework answers with conditions to plugins alone.
 */
const authFactory = createServiceFactory({
  service: coreServices.auth,
  deps: { plugin: coreServices.pluginMetadata },
  factory: ({ plugin }) => {
    const pluginId = plugin.getId();
    const auth = mockServices.auth({ pluginId });
    const issue = auth.getPluginRequestToken.bind(auth);
    auth.getPluginRequestToken = async options => {
      const { onBehalfOf } = options;
      return auth.isPrincipal(onBehalfOf, 'user')
        ? {
            token: mockCredentials.user.token(
              onBehalfOf.principal.userEntityRef,
              { actor: { subject: `plugin:${pluginId}` } },
            ),
          }
        : issue(options);
    };
    return auth;
  },
});

/** A real search (Lunr) and permission framework over the real InfraKitchen. */
async function startPortal(options: {
  knex: Knex;
  access: JsonObject;
  collators?: JsonObject;
}) {
  const scheduler = mockServices.scheduler();
  const logger = mockServices.rootLogger.mock();
  logger.child.mockReturnValue(logger);
  const backend = await startTestBackend({
    features: [
      infrakitchenPlugin,
      permissionPlugin,
      policyModule,
      searchPlugin,
      searchModuleInfrakitchen,
      authFactory,
      mockServices.permissions.factory(),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      createServiceFactory({
        service: coreServices.rootLogger,
        deps: {},
        factory: () => logger,
      }),
      createServiceFactory({
        service: coreServices.database,
        deps: {},
        factory: () => ({ getClient: async () => options.knex }),
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.com' },
          backend: { baseUrl: 'http://localhost:0', listen: { port: 0 } },
          permission: { enabled: true },
          // A busy machine must not end a search early.
          search: {
            permissions: { queryLatencyBudgetMs: 60_000 },
            collators: { infrakitchen: options.collators ?? {} },
          },
          infrakitchen: {
            access: options.access,
            workingDirectory: `${tmpdir()}/infrakitchen-search-test`,
            runs: { enabled: false },
          },
        },
      }),
    ],
  });
  return {
    logger,
    stop: () => backend.stop(),
    async index() {
      for (const { id } of await scheduler.getScheduledTasks()) {
        if (id.startsWith('search_index_infrakitchen')) {
          await scheduler.triggerTask(id);
        }
      }
    },
    /** What somebody finds, as the page of the search asks for it. */
    async search(
      user: string,
      term: string,
      more = '',
    ): Promise<SearchResultSet['results']> {
      const answer = await fetch(
        `http://localhost:${backend.server.port()}/api/search/query?term=${term}${more}`,
        { headers: { Authorization: mockCredentials.user.header(user) } },
      );
      const body = await answer.json();
      if (!answer.ok) {
        throw new Error(JSON.stringify(body));
      }
      return body.results;
    },
  };
}

type Portal = Awaited<ReturnType<typeof startPortal>>;

const titles = (results: SearchResultSet['results']) =>
  results.map(({ document }) => document.title).sort();

describe('the search of InfraKitchen', () => {
  let knex: Knex;
  let ids: Record<'open' | 'closed' | 'template' | 'workspace', string>;
  let portal: Portal | undefined;

  beforeAll(async () => {
    knex = await databases.init('SQLITE_3');
    const first = await startPortal({ knex, access: {} });
    await first.stop();
    ids = await seed(knex);
  });

  afterEach(async () => {
    await portal?.stop();
    portal = undefined;
  });

  it('shows each document to whoever may read what it is about', async () => {
    portal = await startPortal({ knex, access: byRoles });
    await portal.index();
    expect(titles(await portal.search(ADMIN, 'orders'))).toEqual([
      'orders network',
      'orders-closed',
      'orders-open',
      'shop/orders',
    ]);
    expect(titles(await portal.search(DEVELOPER, 'orders'))).toEqual([
      'orders-open',
    ]);
    expect(await portal.search(OUTSIDER, 'orders')).toEqual([]);
    expect(
      await portal.search(
        DEVELOPER,
        'orders',
        `&types[0]=${searchDocumentTypes.workspace}`,
      ),
    ).toEqual([]);
  });

  it('follows grants that are given and taken, without a new index', async () => {
    portal = await startPortal({ knex, access: byRoles });
    await portal.index();
    const grant = grantOf(OUTSIDER, 'workspace', ids.workspace);
    await knex('grants').insert(grant);
    expect(titles(await portal.search(OUTSIDER, 'orders'))).toEqual([
      'shop/orders',
    ]);
    await knex('grants').where({ id: grant.id }).delete();
    expect(await portal.search(OUTSIDER, 'orders')).toEqual([]);
  });

  it('tells what its page shows, and nothing that signs anybody in', async () => {
    portal = await startPortal({
      knex,
      access: byRoles,
      collators: { basePath: '/infra/' },
    });
    await portal.index();
    const found = await portal.search(ADMIN, 'orders');
    const documentOf = (id: string) =>
      found.find(({ document }) => document.location.endsWith(id))?.document;
    expect(documentOf(ids.open)).toMatchObject({
      about: 'resource',
      title: 'orders-open',
      text: 'orders network',
      location: `/infra/resources/${ids.open}`,
      of: 'orders network',
      state: 'provisioned',
      labels: 'tier1, pci',
      owner: 'group:default/shop',
    });
    expect(documentOf(ids.template)).toMatchObject({
      location: `/infra/templates/${ids.template}`,
      state: 'enabled',
    });
    expect(documentOf(ids.workspace)).toMatchObject({
      text: 'Repository at git.example.com:8443',
      of: 'git.example.com:8443',
      location: `/infra/workspaces/${ids.workspace}`,
      state: 'ok',
    });
    expect(JSON.stringify(found)).not.toMatch(/s3cret|robot/);
    expect(titles(await portal.search(ADMIN, 'pci'))).toEqual(['orders-open']);
    expect(
      titles(
        await portal.search(ADMIN, 'orders', '&filters[state]=provisioned'),
      ),
    ).toEqual(['orders-closed', 'orders-open']);
  });

  it('indexes nothing where nothing would hide it, and says so', async () => {
    portal = await startPortal({ knex, access: { everyone: 'none' } });
    await portal.index();
    await expect(portal.search(ADMIN, 'orders')).rejects.toThrow(
      'MissingIndexError',
    );
    expect(portal.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('infrakitchen.access.searchByPolicy'),
    );
  });
});

it('refuses a base path outside of the app', () => {
  const read = (basePath: string) =>
    readCollatorConfig(
      mockServices.rootConfig({
        data: { search: { collators: { infrakitchen: { basePath } } } },
      }),
    );
  expect(() => read('//elsewhere.example.com')).toThrow(/path within the app/);
  expect(read('/infra/').basePath).toBe('/infra');
});

const now = Date.now();

function grantOf(principal: string, kind: string, id: string) {
  return {
    id: randomUUID(),
    principal_ref: principal,
    role: 'read',
    scope_kind: kind,
    scope_id: id,
    created_by: ADMIN,
    created_at: now,
  };
}

/** A template with two resources, of which the developer sees one, and a workspace. */
async function seed(knex: Knex) {
  const records = {
    template: randomUUID(),
    open: randomUUID(),
    closed: randomUUID(),
    workspace: randomUUID(),
  };
  const common = {
    revision: 1,
    created_by: ADMIN,
    created_at: now,
    updated_at: now,
  };
  await knex('templates').insert({
    ...common,
    id: records.template,
    key: 'orders_network',
    name: 'orders network',
    abstract: true,
    enabled: true,
    labels: '[]',
    conventions: '{"requiredTags":[],"requiredConfigs":[]}',
    metadata_free: false,
    publish_to_catalog: false,
  });
  for (const name of ['open', 'closed'] as const) {
    await knex('resources').insert({
      ...common,
      id: records[name],
      template_id: records.template,
      name: `orders-${name}`,
      slug: `orders-${name}`,
      labels: name === 'open' ? '["tier1","pci"]' : '[]',
      owner_ref: 'group:default/shop',
      abstract: true,
      state: 'provisioned',
      status: 'done',
      deletion_protection: false,
      stale_inputs: false,
      own_values: '{}',
      outputs: '[]',
    });
  }
  await knex('workspaces').insert({
    ...common,
    id: records.workspace,
    provider: 'git',
    host: 'git.example.com:8443',
    repository_id: 'https://robot:s3cret@git.example.com:8443/shop/orders',
    name: 'shop/orders',
    url: 'https://robot:s3cret@git.example.com:8443/shop/orders',
    labels: '[]',
    status: 'ok',
  });
  await knex('grants').insert(grantOf(DEVELOPER, 'resource', records.open));
  return records;
}
