import { TestDatabases } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { randomUUID } from 'node:crypto';
import { createServices, type Services } from '../__testUtils__/serviceFixture';
import { AccessRecords } from '../access';
import { NotificationSender } from './NotificationSender';
import { NotificationStore } from './NotificationStore';
import { ReminderNotifier } from './ReminderNotifier';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const DAY = 24 * 60 * 60_000;

describe('reminders of connections', () => {
  let services: Services;
  let sent: NotificationSendOptions[];

  beforeAll(async () => {
    services = await createServices(await databases.init('SQLITE_3'));
  });

  beforeEach(() => {
    sent = [];
  });

  const notifier = () =>
    new ReminderNotifier({
      stores: services.connections.stores,
      records: new AccessRecords({
        knex: services.knex,
        settings: { grants: [] },
      }),
      store: new NotificationStore(services.knex),
      sender: new NotificationSender({
        service: { send: async each => void sent.push(each) },
        logger: services.logger,
      }),
      settings: { basePath: '/infra' },
    });

  async function add(columns: object): Promise<string> {
    const id = randomUUID();
    await services.knex('integrations').insert({
      ...{ id, name: `Forge ${id}`, provider: 'forge', labels: '[]' },
      ...{ enabled: true, config: '{}', version: 1, rotated_at: 1 },
      ...{ revision: 1, created_by: 'user:default/ann' },
      ...{ created_at: 1, updated_at: 1 },
      ...columns,
    });
    return id;
  }

  const about = (id: string) => ({ kind: 'integration', id });

  it('say once that secrets are old, and lead to where they are replaced', async () => {
    const id = await add({ rotated_at: Date.now() - 40 * DAY });
    await notifier().due(about(id), `due:${id}`);
    await notifier().due(about(id), `due:${id}`);
    expect(sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: ['user:default/ann'] },
        payload: expect.objectContaining({
          title: `The secrets of 'Forge ${id}' are 40 days old`,
          topic: 'infrakitchen.reminders',
          link: `/infra/integrations/integration/${id}/settings`,
          scope: `infrakitchen:integration:${id}`,
        }),
      },
    ]);
  });

  it.each([
    [Date.parse('2100-01-05T00:00:00Z'), 'end on 2100-01-05'],
    [Date.parse('2020-01-05T00:00:00Z'), 'ended on 2020-01-05'],
  ])('say that credentials end (%d)', async (expires_at, text) => {
    const id = await add({ expires_at });
    await notifier().ends(about(id), `ends:${id}`);
    expect(sent[0].payload).toMatchObject({
      title: `The credentials of 'Forge ${id}' ${text}`,
      severity: 'high',
      link: `/infra/integrations/integration/${id}/settings`,
    });
  });

  it('say nothing where there are new credentials, or nothing any more', async () => {
    const rotated = await add({});
    await notifier().ends(about(rotated), `ends:${rotated}`);
    await notifier().ends(about(randomUUID()), 'ends:gone');
    expect(sent).toEqual([]);
  });
});
