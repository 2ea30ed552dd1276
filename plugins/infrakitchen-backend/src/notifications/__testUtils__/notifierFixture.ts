import { AccessRecords } from '../../access';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type {
  Role,
  RunKind,
  RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
} from '../../__testUtils__/serviceFixture';
import { RecordRoleHolders } from '../RecordRoleHolders';
import { NotificationSender } from '../NotificationSender';
import { NotificationStore } from '../NotificationStore';
import { Notifier } from '../Notifier';
import { PullRequestNotifier } from '../PullRequestNotifier';

export const ann = 'user:default/ann';
export const bob = 'user:default/bob';
export const eve = 'user:default/eve';
export const admins = 'group:default/admins';
const global = '00000000-0000-0000-0000-000000000000';

/** Notifiers over a database, and what they sent. */
export async function createNotifierFixture(knex: Knex) {
  const services = await createServices(knex);
  const template = await addTemplate(services);
  const version = await addVersion(services, template);
  const sent: NotificationSendOptions[] = [];
  const groups = new Map<string, string[]>();

  function createNotifier(
    options: {
      everyone?: Role;
      send?: (notification: NotificationSendOptions) => Promise<void>;
    } = {},
  ): Notifier {
    const send = async (notification: NotificationSendOptions) => {
      sent.push(notification);
      await options.send?.(notification);
    };
    return new Notifier(partsOf(options, send));
  }

  function createPullRequestNotifier(options: { everyone?: Role } = {}) {
    return new PullRequestNotifier(
      partsOf(options, async notification => void sent.push(notification)),
    );
  }

  function partsOf(
    options: { everyone?: Role },
    send: (notification: NotificationSendOptions) => Promise<void>,
  ) {
    return {
      store: new NotificationStore(knex),
      subscriptions: services.subscriptions,
      holders: new RecordRoleHolders({
        records: new AccessRecords({ knex, settings: { grants: [] } }),
      }),
      groups: { groupsOf: async () => groups },
      everyone: 'everyone' in options ? options.everyone : ('read' as const),
      sender: new NotificationSender({
        service: { send },
        logger: services.logger,
      }),
      settings: { basePath: '/infra' },
    };
  }

  /** A run of Ann's that went through some states, by the given hands. */
  async function addRun(
    path: [RunState, string?][],
    options: { kind?: RunKind; requestedBy?: string; columns?: object } = {},
  ) {
    const resource = await addResource(services, template, { version });
    const id = randomUUID();
    const state = path[path.length - 1][0];
    const now = Date.now();
    await services.store.insert(
      knex,
      {
        id,
        resourceId: resource.id,
        resourceName: resource.name,
        templateId: template.id,
        templateName: template.name,
        versionId: version.id,
        kind: options.kind ?? 'update',
        state,
        requestedBy: options.requestedBy ?? ann,
        cancelRequested: false,
        fence: 0,
        attempts: 0,
        spoolOffset: 0,
        logSeq: 0,
        logBytes: 0,
        createdAt: now,
        updatedAt: now,
      },
      { kind: 'user', ref: ann },
    );
    await knex('runs')
      .where({ id })
      .update({ updated_at: now, ...options.columns });
    for (const [index, [to, actor = 'worker']] of path.entries()) {
      await knex('run_transitions').insert({
        run_id: id,
        seq: index + 2,
        from_state: path[index - 1]?.[0] ?? null,
        to_state: to,
        actor_kind: 'worker',
        actor,
        at: now,
      });
    }
    return { id, resource, changed: { runId: id, state } };
  }

  const grant = (principal: string, role: Role, kind: string, id = global) =>
    knex('grants').insert({
      id: randomUUID(),
      principal_ref: principal,
      role,
      scope_kind: kind,
      scope_id: id,
      created_by: ann,
      created_at: 0,
    });

  const recipients = () =>
    sent.map(({ recipients: to }) =>
      to.type === 'entity' ? [to.entityRef].flat().sort() : [],
    );

  return {
    knex,
    services,
    template,
    version,
    sent,
    groups,
    createNotifier,
    createPullRequestNotifier,
    addRun,
    grant,
    recipients,
    async reset() {
      sent.length = 0;
      groups.clear();
      await knex('grants').delete();
    },
  };
}

export type NotifierFixture = Awaited<ReturnType<typeof createNotifierFixture>>;
