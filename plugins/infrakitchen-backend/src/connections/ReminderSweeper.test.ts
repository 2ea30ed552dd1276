import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { createServices } from '../__testUtils__/serviceFixture';
import { ReminderSweeper } from './ReminderSweeper';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

it.each(databases.eachSupportedId())(
  'reminds of each old secret once, whoever looks, on %s',
  async database => {
    const knex = await databases.init(database);
    const services = await createServices(knex);
    const now = 10_000;
    const ids = Array.from({ length: 120 }, () => randomUUID());
    for (const [index, id] of ids.entries()) {
      await knex('integrations').insert({
        id,
        provider: 'custom',
        name: `Cloud ${index}`,
        labels: '[]',
        enabled: true,
        config: '{}',
        version: 1,
        rotated_at: 1,
        // The last one is not due yet.
        remind_at: index === 119 ? now + 1 : now - index,
        revision: 1,
        created_by: 'user:default/ann',
        created_at: 1,
        updated_at: 1,
      });
    }
    const sweeper = () =>
      new ReminderSweeper({
        ...services,
        logger: mockServices.logger.mock(),
        stores: Object.values(services.connections.stores),
      });
    await Promise.all([sweeper().sweep(now), sweeper().sweep(now)]);
    await sweeper().sweep(now);
    const told: { payload: string }[] = await knex('outbox').where({
      topic: 'connection.due',
    });
    const reminded = told.map(({ payload }) => JSON.parse(payload).id);
    expect(reminded.sort()).toEqual(ids.slice(0, 119).sort());
    const [left] = await knex('integrations').whereNotNull('remind_at');
    expect(left.id).toBe(ids[119]);
  },
);
