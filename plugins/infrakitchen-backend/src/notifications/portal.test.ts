import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import type { Notification } from '@backstage/plugin-notifications-common';
import type { Knex } from 'knex';
import { tmpdir } from 'node:os';
import request from 'supertest';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
} from '../__testUtils__/serviceFixture';
import { until } from '../__testUtils__/until';
import { Outbox } from '../outbox';
import { infrakitchenPlugin } from '../plugin';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const team = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'team', namespace: 'default' },
  spec: { type: 'team', children: [] },
  relations: ['eve', 'ann'].map(name => ({
    type: 'hasMember',
    targetRef: `user:default/${name}`,
  })),
};

/** Settings of a user that switch a topic off. */
const without = (topic: string) => ({
  channels: [
    {
      id: 'Web',
      enabled: true,
      origins: [
        {
          id: 'plugin:infrakitchen',
          enabled: true,
          topics: [{ id: topic, enabled: false }],
        },
      ],
    },
  ],
});

/** The backend with the real notifications backend, or without any. */
async function startPortal(options: {
  knex: Knex;
  notifications?: Knex;
}): Promise<Portal> {
  const rootLogger = mockServices.rootLogger.mock();
  rootLogger.child.mockReturnValue(rootLogger);
  const { knex, notifications } = options;
  const backend = await startTestBackend({
    features: [
      infrakitchenPlugin,
      ...(notifications ? [notificationsPlugin] : []),
      catalogServiceMock.factory({ entities: [team] }),
      rootLogger.factory,
      createServiceFactory({
        service: coreServices.database,
        deps: { plugin: coreServices.pluginMetadata },
        factory: ({ plugin }) => ({
          getClient: async () =>
            plugin.getId() === 'infrakitchen' ? knex : notifications!,
        }),
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: { baseUrl: 'http://localhost:0', listen: { port: 0 } },
          infrakitchen: {
            workingDirectory: `${tmpdir()}/infrakitchen-notifications-test`,
            encryption: { keys: [{ id: 'test', secret: 'test'.repeat(40) }] },
            access: { everyone: 'admin' },
            runs: { enabled: false },
          },
        },
      }),
    ],
  });
  const ask = async (
    method: 'get' | 'post',
    path: string,
    user: string,
    body?: object,
  ) => {
    const answer = await request(backend.server)
      [method](`/api${path}`)
      .set('Authorization', mockCredentials.user.header(`user:default/${user}`))
      .send(body);
    expect(answer.ok).toBe(true);
    return answer.body;
  };
  return {
    ask,
    said: () => rootLogger.info.mock.calls.map(([text]) => String(text)),
    warned: () => rootLogger.warn.mock.calls.map(([text]) => String(text)),
    inbox: async user =>
      (await ask('get', '/notifications', user)).notifications,
    delivered: () =>
      until(
        async () =>
          (await knex('outbox').where({ consumer: 'notifications' })).length ===
          0,
      ),
    stop: () => backend.stop(),
  };
}

interface Portal {
  ask(
    method: 'get' | 'post',
    path: string,
    user: string,
    body?: object,
  ): Promise<any>;
  said(): string[];
  warned(): string[];
  inbox(user: string): Promise<Notification[]>;
  /** Waits until nothing is left to be sent. */
  delivered(): Promise<void>;
  stop(): Promise<void>;
}

describe.each(databases.eachSupportedId())('a portal on %s', database => {
  let knex: Knex;
  let portal: Portal;
  let resource: { id: string; name: string };

  beforeEach(async () => {
    knex = await databases.init(database);
    const services = await createServices(knex);
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    resource = await addResource(services, template, { version });
    await knex('outbox').delete();
  });
  afterEach(() => portal?.stop());

  /** A run of Ann's, that Bob cancels. */
  async function cancelledRun(): Promise<string> {
    const { run } = await portal.ask(
      'post',
      `/infrakitchen/resources/${resource.id}/actions/provision`,
      'ann',
    );
    await portal.ask(
      'post',
      `/infrakitchen/runs/${run.id}/actions/cancel`,
      'bob',
    );
    return run.id;
  }

  /** As the run asks for it that gets to wait for approval. */
  async function waitForApproval(runId: string): Promise<void> {
    const seq = 100;
    await knex('runs')
      .where({ id: runId })
      .update({
        state: 'awaiting_approval',
        approval: JSON.stringify({
          requirements: [
            {
              approvers: { refs: ['group:default/team'] },
              excluded: [{ ref: 'user:default/ann', why: 'requester' }],
            },
          ],
        }),
      });
    await knex('run_transitions').insert({
      run_id: runId,
      seq,
      to_state: 'awaiting_approval',
      actor_kind: 'worker',
      actor: 'worker',
      at: Date.now(),
    });
    const outbox = new Outbox({ knex, logger: mockServices.logger.mock() });
    outbox.on('approval.requested', async () => {}, {
      consumer: 'notifications',
    });
    await outbox.add(knex, {
      topic: 'approval.requested',
      key: `approval.requested:${runId}:${seq}`,
      payload: { runId, resourceId: resource.id },
    });
  }

  it('shows people what concerns them, in the notifications of Backstage', async () => {
    portal = await startPortal({
      knex,
      notifications: await databases.init(database),
    });
    const runId = await cancelledRun();
    await portal.delivered();
    const own = await portal.inbox('ann');
    expect(own).toMatchObject([
      {
        origin: 'plugin:infrakitchen',
        payload: {
          title: `Provisioning of '${resource.name}' was cancelled`,
          topic: 'infrakitchen.runs',
          link: `/infrakitchen/runs/${runId}`,
        },
      },
    ]);
    expect(await portal.inbox('bob')).toEqual([]);

    await waitForApproval(runId);
    await portal.delivered();
    // The group's members, without the requester.
    expect(await portal.inbox('eve')).toMatchObject([
      {
        payload: {
          title: `Provisioning of '${resource.name}' waits for approval`,
          topic: 'infrakitchen.approvals',
          severity: 'high',
        },
      },
    ]);
    expect(await portal.inbox('ann')).toHaveLength(1);

    await portal.ask(
      'post',
      '/notifications/settings',
      'ann',
      without('infrakitchen.runs'),
    );
    await knex('resource_locks').delete();
    await knex('runs').where({ id: runId }).update({ state: 'cancelled' });
    await knex('resources').where({ id: resource.id }).update({
      state: 'provision',
      status: 'ready',
    });
    await cancelledRun();
    await portal.delivered();
    expect(await portal.inbox('ann')).toHaveLength(1);
    expect(portal.warned()).toEqual([]);
  });

  it('works without notifications, and says so once', async () => {
    portal = await startPortal({ knex });
    await cancelledRun();
    await cancelledRun();
    await portal.delivered();
    expect(
      portal.said().filter(text => text.includes('no notifications backend')),
    ).toHaveLength(1);
    expect(portal.warned()).toEqual([]);
    expect(await knex('sent_notifications')).toHaveLength(2);
  });
});
