import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { until } from '../__testUtils__/until';
import { migrateSchema } from '../database';
import { Outbox } from '../outbox';
import { SignalPublisher } from './SignalPublisher';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('SignalPublisher, %s', database => {
  it('tells everybody ids and kinds, once, and nothing else', async () => {
    const knex = await databases.init(database);
    await migrateSchema(knex);
    const logger = mockServices.logger.mock();
    const publish = jest.fn(async (_: object) => {
      throw new Error('nobody there');
    });
    const outbox = new Outbox({ knex, logger });
    new SignalPublisher({ signals: { publish }, logger }).listen(outbox);
    outbox.start({ intervalMs: 2 ** 30 });
    await outbox.add(knex, {
      topic: 'run.changed',
      key: 'a',
      payload: { runId: 'r', resourceId: 's', kind: 'update', name: 'hidden' },
    });
    await outbox.add(knex, {
      topic: 'resource.changed',
      key: 'b',
      payload: { resourceId: 's', name: 'hidden' },
    });
    outbox.wake();
    await until(async () => (await knex('outbox')).length === 0);
    await outbox.stop();
    expect(publish.mock.calls.map(([signal]) => signal)).toEqual([
      {
        recipients: { type: 'broadcast' },
        channel: 'infrakitchen',
        message: {
          event: 'run.changed',
          runId: 'r',
          resourceId: 's',
          kind: 'update',
        },
      },
      {
        recipients: { type: 'broadcast' },
        channel: 'infrakitchen',
        message: { event: 'resource.changed', resourceId: 's' },
      },
    ]);
  });
});
