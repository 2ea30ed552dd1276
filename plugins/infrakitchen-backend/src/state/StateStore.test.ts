import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { KeyRing } from '../crypto';
import { migrateSchema } from '../database';
import { stateFile, stateOf } from './__testUtils__/stateFile';
import { StateStore } from './StateStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const keys = new KeyRing([{ id: 'k', secret: 'k'.repeat(40) }]);

describe.each(databases.eachSupportedId())('StateStore, %s', database => {
  let knex: Knex;
  let states: StateStore;
  let resourceId: string;

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
    states = new StateStore({ knex, keys, keepVersions: 3 });
  });

  beforeEach(() => {
    resourceId = randomUUID();
  });

  const write = (data: Buffer, runId?: string) =>
    states.write({ resourceId, data, runId });

  const serials = async () =>
    (await states.overview(resourceId)).versions.map(({ serial }) => serial);

  describe('write and read', () => {
    it('has nothing at first', async () => {
      expect(await states.read(resourceId)).toBeUndefined();
      expect(await states.head(resourceId)).toBeUndefined();
      expect(await states.outputs(resourceId)).toEqual([]);
      expect(await states.addresses(resourceId)).toEqual([]);
      expect(await states.overview(resourceId)).toEqual({
        lineage: undefined,
        serial: undefined,
        objectCount: 0,
        versions: [],
        lock: undefined,
      });
    });

    it('gives the newest bytes back', async () => {
      const runId = randomUUID();
      await write(stateFile({ serial: 1 }));
      const data = stateFile({ serial: 5, outputs: { id: { value: 'n-1' } } });
      await write(data, runId);
      expect(await states.read(resourceId)).toEqual(data);
      expect(await states.head(resourceId)).toEqual({
        lineage: 'lineage-a',
        serial: 5,
      });
      expect(await states.overview(resourceId)).toMatchObject({
        lineage: 'lineage-a',
        serial: 5,
        versions: [
          { serial: 5, runId, size: data.length },
          { serial: 1, runId: undefined },
        ],
      });
    });

    it('keeps the states of resources apart', async () => {
      await write(stateFile({ serial: 3 }));
      const data = stateFile({ serial: 1, lineage: 'lineage-b' });
      await states.write({ resourceId: randomUUID(), data });
      expect((await states.head(resourceId))?.serial).toBe(3);
    });

    it('reads outputs, with those that are sensitive', async () => {
      const outputs = {
        id: { value: 'n-1' },
        password: { value: 'hunter2', sensitive: true },
        list: { value: [1, { a: null }], sensitive: false },
      };
      await write(stateFile({ serial: 1, outputs }));
      expect(await states.outputs(resourceId)).toEqual([
        { name: 'id', value: 'n-1', sensitive: false },
        { name: 'password', value: 'hunter2', sensitive: true },
        { name: 'list', value: [1, { a: null }], sensitive: false },
      ]);
    });

    it('lists addresses of what is managed', async () => {
      const resources = [
        { mode: 'managed', type: 'net', name: 'a', instances: [{}] },
        {
          module: 'module.x["k"]',
          mode: 'managed',
          type: 'net',
          name: 'b',
          instances: [{ index_key: 0 }, { index_key: 'a"b' }],
        },
        { mode: 'managed', type: 'net', name: 'none', instances: [] },
        { mode: 'data', type: 'net', name: 'd', instances: [{}] },
      ];
      await write(stateFile({ serial: 1, resources }));
      expect(await states.addresses(resourceId)).toEqual([
        'net.a',
        'module.x["k"].net.b[0]',
        'module.x["k"].net.b["a\\"b"]',
      ]);
      const [row] = await knex('state_versions').where({
        resource_id: resourceId,
      });
      expect(row.object_count).toBe(3);
    });

    it('tells what is managed page by page, and by a part of the address', async () => {
      await write(stateOf(1, 7));
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await states.objects(resourceId, { limit: 3, cursor });
        expect(page.items.length).toBeLessThanOrEqual(3);
        found.push(...page.items.map(({ address }) => address));
        cursor = page.nextCursor;
      } while (cursor);
      expect(found).toEqual([0, 1, 2, 3, 4, 5, 6].map(n => `thing.n${n}`));
      const some = await states.objects(resourceId, { q: 'N5', limit: 3 });
      expect(some).toEqual({
        items: [{ address: 'thing.n5', type: 'thing' }],
        nextCursor: undefined,
      });
      expect((await states.overview(resourceId)).objectCount).toBe(7);
      expect(await states.objects(randomUUID(), { limit: 3 })).toEqual({
        items: [],
        nextCursor: undefined,
      });
    });

    it('counts what is managed by type, what most likely holds data first', async () => {
      const many = (type: string, count: number) => ({
        ...{ mode: 'managed', type, name: 'n' },
        instances: Array.from({ length: count }, (_, index) => {
          return { index_key: index };
        }),
      });
      const rare = Array.from({ length: 60 }, (_, n) => many(`rare_${n}`, 1));
      await write(
        stateFile({
          serial: 1,
          resources: [
            many('thing', 700),
            ...rare,
            many('demo_bucket', 3),
            { ...many('demo_bucket', 9), mode: 'data' },
            many('demo_database', 4),
          ],
        }),
      );
      const summary = await states.summary(resourceId);
      expect(summary).toMatchObject({
        ...{ objectCount: 767, holdingData: 7, moreTypes: 13 },
      });
      expect(summary.types).toHaveLength(50);
      expect(summary.types.slice(0, 4)).toEqual([
        { type: 'demo_database', count: 4 },
        { type: 'demo_bucket', count: 3 },
        { type: 'thing', count: 700 },
        { type: 'rare_0', count: 1 },
      ]);
      expect(await states.summary(randomUUID())).toEqual({
        ...{ objectCount: 0, holdingData: 0, types: [], moreTypes: 0 },
      });
    });

    it('keeps every digit of what was put out', async () => {
      const [exact, rounded] = ['9007199254740993', '9007199254740992'];
      const outputs = { id: { value: 'N' }, ids: { value: ['N', 'M', 1.5] } };
      const text = stateFile({ serial: 1, outputs })
        .toString()
        .replace(/"N"/g, exact)
        .replace('"M"', rounded);
      await write(Buffer.from(text));
      expect(await states.outputs(resourceId)).toMatchObject([
        { name: 'id', value: exact },
        { name: 'ids', value: [exact, 9007199254740992, 1.5] },
      ]);
    });

    it('stores nothing in clear', async () => {
      const outputs = { password: { value: 'hunter2-hunter2' } };
      await write(stateFile({ serial: 1, outputs }));
      const [row] = await knex('state_versions').where({
        resource_id: resourceId,
      });
      expect(JSON.stringify(row)).not.toContain('hunter2');
      expect(Buffer.from(row.data).includes('hunter2')).toBe(false);
      // Compressed text is not hidden text.
      const gzip = Buffer.from([0x1f, 0x8b, 0x08]);
      expect(Buffer.from(row.data).includes(gzip)).toBe(false);
    });

    it('does not read a state that was moved to another resource or serial', async () => {
      await write(stateFile({ serial: 1 }));
      const other = randomUUID();
      await knex('state_versions')
        .where({ resource_id: resourceId })
        .update({ resource_id: other });
      await expect(states.read(other)).rejects.toThrow();
      await knex('state_versions')
        .where({ resource_id: other })
        .update({ resource_id: resourceId, serial: 2 });
      await expect(states.read(resourceId)).rejects.toThrow();
    });

    it('keeps the newest and prunes the rest', async () => {
      for (const serial of [1, 2, 5, 6, 9]) {
        await write(stateFile({ serial }));
      }
      expect(await serials()).toEqual([9, 6, 5]);
    });
  });

  describe('compare and swap', () => {
    beforeEach(() => write(stateFile({ serial: 4 })));

    it('takes the same write again', async () => {
      await write(stateFile({ serial: 4 }));
      expect(await serials()).toEqual([4]);
    });

    it.each([
      [
        'the same serial with other content',
        { serial: 4, tag: 'other' },
        'state_serial_behind',
      ],
      ['an older serial', { serial: 3 }, 'state_serial_behind'],
      [
        'another lineage',
        { serial: 5, lineage: 'lineage-b' },
        'state_lineage_differs',
      ],
    ])('refuses %s', async (_, input, code) => {
      await expect(write(stateFile(input))).rejects.toMatchObject({
        name: 'ConflictError',
        code,
      });
      expect(await serials()).toEqual([4]);
    });

    it.each([
      ['no JSON', 'no'],
      ['null', 'null'],
      ['a list', '[]'],
      ['no lineage', '{"serial":5,"resources":[]}'],
      [
        'a serial that is no number',
        '{"lineage":"a","serial":"5","resources":[]}',
      ],
      ['a negative serial', '{"lineage":"a","serial":-1,"resources":[]}'],
      [
        'a serial that no column holds',
        '{"lineage":"a","serial":3000000000,"resources":[]}',
      ],
      [
        'a lineage that no column holds',
        `{"lineage":"${'a'.repeat(65)}","serial":5,"resources":[]}`,
      ],
      ['no resources', '{"lineage":"a","serial":5}'],
      [
        'broken resources',
        '{"lineage":"a","serial":5,"resources":[{"mode":"managed"}]}',
      ],
      ['nothing', ''],
    ])('refuses %s', async (_, text) => {
      await expect(write(Buffer.from(text))).rejects.toMatchObject({
        name: 'InputError',
        code: 'state_invalid',
      });
    });

    it('lets one of several writers of a serial win', async () => {
      const results = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map(tag => write(stateFile({ serial: 5, tag }))),
      );
      const won = results.filter(({ status }) => status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const result of results) {
        expect([undefined, 'state_serial_behind']).toContain(
          (result as PromiseRejectedResult).reason?.code,
        );
      }
      expect(await serials()).toEqual([5, 4]);
    });

    it('takes the same request twice at once', async () => {
      const data = stateFile({ serial: 5, tag: 'same' });
      await Promise.all([write(data), write(data), write(data)]);
      expect(await serials()).toEqual([5, 4]);
      expect(await states.read(resourceId)).toEqual(data);
    });
  });

  describe('lock', () => {
    const info = (ID: string) => ({
      ID,
      Operation: 'OperationTypeApply',
      Who: 'me@host',
    });
    const runId = randomUUID();

    it('is held by one', async () => {
      expect(await states.lock(resourceId, runId, info('a'))).toBeUndefined();
      expect(await states.lock(resourceId, runId, info('b'))).toEqual(
        info('a'),
      );
      expect(await states.lockInfo(resourceId)).toEqual(info('a'));
      expect((await states.overview(resourceId)).lock).toEqual({
        id: 'a',
        runId,
        operation: 'OperationTypeApply',
        createdAt: expect.any(String),
      });
    });

    it('is taken again with the same id', async () => {
      await states.lock(resourceId, runId, info('a'));
      expect(await states.lock(resourceId, runId, info('a'))).toBeUndefined();
    });

    it('is freed with its id, and freed again', async () => {
      await states.lock(resourceId, runId, info('a'));
      expect(await states.unlock(resourceId, runId, 'b')).toBe(false);
      expect(await states.lockInfo(resourceId)).toEqual(info('a'));
      expect(await states.unlock(resourceId, runId, 'a')).toBe(true);
      expect(await states.unlock(resourceId, runId, 'a')).toBe(true);
      expect(await states.lock(resourceId, runId, info('b'))).toBeUndefined();
    });

    it('belongs to its run, though others know its id', async () => {
      const other = randomUUID();
      await states.lock(resourceId, runId, info('a'));
      expect(await states.lock(resourceId, other, info('a'))).toEqual(
        info('a'),
      );
      expect(await states.unlock(resourceId, other, 'a')).toBe(false);
      expect(await states.lockInfo(resourceId)).toEqual(info('a'));
    });

    it('goes with its run, and no other does', async () => {
      await states.lock(resourceId, runId, info('a'));
      await states.unlockRun(randomUUID());
      expect(await states.lockInfo(resourceId)).toBeDefined();
      await states.unlockRun(runId);
      expect(await states.lockInfo(resourceId)).toBeUndefined();
    });

    it('is never given to two while many ask for it', async () => {
      let holder: string | undefined;
      const holders: string[] = [];
      const contend = async (ID: string) => {
        for (let round = 0; round < 15; round++) {
          if (await states.lock(resourceId, runId, info(ID))) {
            continue;
          }
          holders.push(`${holder ?? 'nobody'} before ${ID}`);
          holder = ID;
          holders.push(`${ID} with ${(await states.lockInfo(resourceId))?.ID}`);
          holder = undefined;
          await states.unlock(resourceId, runId, ID);
        }
      };
      await Promise.all(['a', 'b', 'c', 'd'].map(contend));
      const right = ['a', 'b', 'c', 'd'].flatMap(ID => [
        `nobody before ${ID}`,
        `${ID} with ${ID}`,
      ]);
      expect(right).toEqual(expect.arrayContaining(holders));
      expect(holders).not.toEqual([]);
    });
  });
});
