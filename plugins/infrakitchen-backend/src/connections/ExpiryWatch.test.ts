import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { createServices, type Services } from '../__testUtils__/serviceFixture';
import { ExpiryStore } from './ExpiryStore';
import { ExpiryWatch } from './ExpiryWatch';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const DAY = 24 * 60 * 60_000;
const NOW = Date.parse('2026-11-01T00:00:00Z');

describe.each(databases.eachSupportedId())(
  'ends of tokens, on %s',
  database => {
    let services: Services;
    let asked: string[];
    /** What the hosts tell, by name. */
    let told: Map<string, { ok: boolean; days?: number }>;

    beforeAll(async () => {
      services = await createServices(await databases.init(database));
    });

    beforeEach(async () => {
      asked = [];
      told = new Map();
      await services.knex('outbox').delete();
      await services.knex('integrations').delete();
    });

    const watch = () =>
      new ExpiryWatch({
        ...services,
        logger: mockServices.logger.mock(),
        store: new ExpiryStore(services.knex),
        providers: () => ['forge'],
        tester: {
          test: async ({ name }) => {
            asked.push(name);
            const { ok, days } = told.get(name)!;
            return {
              ok,
              checks: [],
              expiresAt:
                days === undefined
                  ? undefined
                  : new Date(NOW + days * DAY).toISOString(),
            };
          },
        },
      });

    async function add(
      name: string,
      answer: { ok: boolean; days?: number },
      columns: object = {},
    ): Promise<string> {
      const id = randomUUID();
      told.set(name, answer);
      await services.knex('integrations').insert({
        ...{ id, name, provider: 'forge', labels: '[]', enabled: true },
        ...{ config: '{}', version: 1, rotated_at: 1, revision: 1 },
        ...{ created_by: 'user:default/ann', created_at: 1, updated_at: 1 },
        ...columns,
      });
      return id;
    }

    const messages = async () =>
      (await services.knex('outbox').where({ topic: 'connection.ends' })).map(
        ({ key }) => key,
      );
    const endOf = async (id: string) =>
      (await services.connections.stores.integration.get(id))?.expiresAt;

    it('are asked once a day, of git hosts that are in use, by one replica', async () => {
      await add('soon', { ok: true, days: 5 });
      await add('other', { ok: true, days: 5 }, { provider: 'cloud' });
      await add('off', { ok: true, days: 5 }, { enabled: false });
      await Promise.all([watch().look(NOW), watch().look(NOW)]);
      await watch().look(NOW + 1);
      expect(asked).toEqual(['soon']);
      await watch().look(NOW + DAY + 1);
      expect(asked).toEqual(['soon', 'soon']);
    });

    it('are told of fourteen and three days before, once each', async () => {
      const id = await add('token', { ok: true, days: 20 });
      await watch().look(NOW);
      expect(await endOf(id)).toBe(NOW + 20 * DAY);
      expect(await messages()).toEqual([]);
      for (const day of [7, 8, 18]) {
        await watch().look(NOW + day * DAY + day);
      }
      const key = `connection.ends:${id}:${NOW + 20 * DAY}`;
      expect((await messages()).sort()).toEqual([`${key}:14`, `${key}:3`]);
    });

    it('are unknown where nobody tells, and stay where the host is away', async () => {
      const forever = await add('forever', { ok: true });
      const away = await add('away', { ok: false }, { expires_at: NOW + DAY });
      await watch().look(NOW);
      expect(await endOf(forever)).toBeUndefined();
      expect(await endOf(away)).toBe(NOW + DAY);
      expect(await messages()).toEqual([]);
    });

    it('are forgotten with the credentials, and asked for anew', async () => {
      const id = await add('rotated', { ok: true, days: 5 });
      await watch().look(NOW);
      const { integration } = services.connections.stores;
      const record = (await integration.get(id))!;
      await services.knex.transaction(tx =>
        integration.update(tx, { ...record, name: 'renamed' }),
      );
      expect(await endOf(id)).toBe(NOW + 5 * DAY);
      await services.knex.transaction(tx =>
        integration.update(tx, { ...record, version: 2 }),
      );
      expect(await endOf(id)).toBeUndefined();
      await new ExpiryStore(services.knex).keep(record, NOW);
      expect(await endOf(id)).toBeUndefined();
      await watch().look(NOW + 1);
      expect(asked).toHaveLength(2);
    });
  },
);
