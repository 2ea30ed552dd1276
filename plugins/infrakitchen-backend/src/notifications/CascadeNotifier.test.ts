import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { AccessRecords } from '../access';
import { ann, bob, fresh } from '../__testUtils__/serviceFixture';
import {
  createCascadeFixture,
  type CascadeFixture,
} from '../cascades/__testUtils__/cascadeFixture';
import { CascadeNotifier } from './CascadeNotifier';
import { NotificationSender } from './NotificationSender';
import { NotificationStore } from './NotificationStore';
import { RecordRoleHolders } from './RecordRoleHolders';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'notifications of cascades, %s',
  database => {
    let knex: Knex;
    let fixture: CascadeFixture;
    let sent: NotificationSendOptions[];

    beforeAll(async () => {
      knex = await databases.init(database);
      fixture = await createCascadeFixture(knex);
    });

    beforeEach(async () => {
      sent = [];
      await knex('outbox').delete();
    });

    afterEach(() => knex('approval_rules').delete());

    /** Tells everything that was not told yet. */
    const tell = async (): Promise<void> => {
      const notifier = new CascadeNotifier({
        store: new NotificationStore(knex),
        holders: new RecordRoleHolders({
          records: new AccessRecords({
            knex,
            settings: {
              grants: ['ann', 'bob'].map(name => ({
                principalRef: `user:default/${name}`,
                role: 'admin',
                scope: { kind: 'global' },
              })),
            },
          }),
        }),
        sender: new NotificationSender({
          service: { send: async notification => void sent.push(notification) },
          logger: fixture.logger,
        }),
        settings: { basePath: '/infra' },
      });
      const messages = await knex('outbox')
        .where({ topic: 'cascade.changed', consumer: 'test' })
        .orderBy('id');
      for (const { payload } of messages) {
        await notifier.cascadeChanged(JSON.parse(payload));
      }
    };
    const told = () =>
      sent.map(({ recipients, payload }) => [
        recipients.type === 'entity' && recipients.entityRef,
        payload.title,
      ]);

    it('go to the requester at the end, once', async () => {
      const { root } = await fixture.diamond();
      const { id } = await fixture.start({ kind: 'destroy', rootId: root.id });
      await fixture.drive(id);
      await tell();
      await tell();
      const subject = `Destruction of '${root.name}' as a cascade`;
      expect(told()).toEqual([
        [['user:default/ann'], `${subject} can be confirmed`],
      ]);
      await fixture.confirm(id);
      await fixture.drive(id);
      await tell();
      expect(told().slice(1)).toEqual([
        [['user:default/ann'], `${subject} succeeded`],
      ]);
      expect(sent[1].payload).toMatchObject({
        link: `/infra/cascades/${id}`,
        scope: `infrakitchen:cascade:${id}`,
      });
    });

    it('go to those who may approve all plans, but not to the requester', async () => {
      const { root } = await fixture.diamond();
      await fixture.ruleService.create(
        {
          name: fresh('rule '),
          scope: { kind: 'global' },
          effect: 'require',
          approvals: 2,
        } as never,
        ann,
      );
      const { id } = await fixture.confirmed({
        kind: 'destroy',
        rootId: root.id,
      });
      await tell();
      const { digest } = await fixture.cascadeService.get(id, ann);
      await fixture.cascadeService.act(id, 'approve', { ...bob, digest });
      await tell();
      const asked = sent.filter(
        ({ payload }) => payload.topic === 'infrakitchen.approvals',
      );
      expect(asked).toHaveLength(1);
      const [{ recipients }] = asked;
      expect(recipients).toMatchObject({
        excludeEntityRef: ['user:default/ann'],
      });
      expect((recipients as any).entityRef).toContain('user:default/bob');
      expect((recipients as any).entityRef).not.toContain('user:default/ann');
    });
  },
);
