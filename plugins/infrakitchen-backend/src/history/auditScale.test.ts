import { once } from 'node:events';
import http from 'node:http';
import { createInterface } from 'node:readline';
import v8 from 'node:v8';
import vm from 'node:vm';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { startApi, type Api } from '../__testUtils__/startApi';
import { migrateSchema } from '../database';
import { fillAudit } from './__testUtils__/fillAudit';
import { parseAuditQuery } from './auditCriteria';
import { HistoryStore } from './HistoryStore';

jest.setTimeout(240_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const LINES = 100_000;
/** Of lines that were held in memory there would be 70 MB and more. */
const MAX_GROWTH = 40 * 1024 * 1024;

v8.setFlagsFromString('--expose-gc');
const collectGarbage: () => void = vm.runInNewContext('gc');

describe.each(databases.eachSupportedId())('a long trail, %s', database => {
  let knex: Knex;
  let api: Api;

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
    await fillAudit(knex, LINES);
    api = await startApi({ knex });
  });
  afterAll(() => api?.stop());

  async function request(format: string): Promise<http.IncomingMessage> {
    const sent = http.get(`${api.baseUrl}/audit/export?format=${format}`, {
      agent: false,
      headers: { authorization: mockCredentials.user.header() },
    });
    const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
    return response;
  }

  it.each(['csv', 'jsonl'])(
    'is exported as %s without being held in memory',
    async format => {
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      const response = await request(format);
      expect(response.statusCode).toBe(200);
      let lines = 0;
      let most = 0;
      const ids = new Set<string>();
      for await (const line of createInterface({ input: response })) {
        lines += 1;
        const id = line.match(/00000000-0000-7000-8000-(\d{12})/);
        if (id) {
          ids.add(id[1]);
        }
        if (lines % 5_000 === 0) {
          collectGarbage();
          most = Math.max(most, process.memoryUsage().heapUsed - before);
        }
      }
      expect(ids.size).toBe(LINES);
      // The line about the export that ran before, and about this one.
      const exports = await knex('audit').where({ action: 'audit.exported' });
      expect(lines).toBe(LINES + exports.length + (format === 'csv' ? 1 : 0));
      expect(most).toBeLessThan(MAX_GROWTH);
    },
  );

  it('is read no faster than the client takes it, and no longer than it stays', async () => {
    const read = jest.spyOn(HistoryStore.prototype, 'streamAudit');
    const response = await request('jsonl');
    const stream = read.mock.results[0].value as AsyncGenerator<unknown>;
    const queries: string[] = [];
    knex.on('query', ({ sql }: { sql: string }) => {
      if (/^select.* from .audit./.test(sql)) {
        queries.push(sql);
      }
    });
    response.pause();
    await settled(queries);
    // Buffers on the way are full long before the trail has been read.
    expect(queries.length).toBeLessThan(50);
    response.destroy();
    await once(response, 'close');
    // A generator that was ended has nothing more to give.
    await settled(queries);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    const made = queries.length;
    await settled(queries);
    expect(queries.length).toBe(made);
    knex.removeAllListeners('query');
  });

  /** Waits until no query was made for a while. */
  async function settled(queries: unknown[]): Promise<void> {
    let seen = -1;
    while (seen !== queries.length) {
      seen = queries.length;
      await new Promise(resolve => {
        setTimeout(resolve, 300);
      });
    }
  }

  it.each([
    [[]],
    [['entityKind=template']],
    [['outcome=refused']],
    [['actorKind=service']],
    [['actor=user:default/user-7']],
    [['action=template.updated']],
    [['entityKind=resource', 'outcome=refused']],
  ])('is paged by an index with the filters %j', async filter => {
    const history = new HistoryStore(knex);
    const criteria = parseAuditQuery({ filter });
    const first = await history.listAudit(criteria, { limit: 50 });
    for (const cursor of [undefined, first.nextCursor]) {
      const plan = await planOf(() =>
        history.listAudit(criteria, { limit: 50, cursor }),
      );
      // Neither all rows nor a sort of all that match.
      expect(plan).toMatch(/audit_\w*at_id_index/);
      expect(plan).not.toMatch(/Seq Scan|SCAN audit(?! USING)|TEMP B-TREE/);
    }
  });

  it('enters the index where a page begins', async () => {
    const history = new HistoryStore(knex);
    let cursor: string | undefined;
    for (let page = 0; page < 3; page++) {
      ({ nextCursor: cursor } = await history.listAudit(
        { fields: {} },
        { limit: 20_000, cursor },
      ));
    }
    const plan = await planOf(() =>
      history.listAudit({ fields: {} }, { limit: 50, cursor }),
    );
    expect(plan).toMatch(
      /Index Cond: \(ROW\(at, id\) <|SEARCH audit USING INDEX .*\(at<\?\)|\(at,id\)<\(\?,\?\)/,
    );
    expect(plan).not.toMatch(/Rows Removed/);
  });

  /** How the database answers the query about the trail that some work makes. */
  async function planOf(work: () => Promise<unknown>): Promise<string> {
    const seen: { sql: string; bindings: unknown[] }[] = [];
    // The portal asks for other things meanwhile.
    const note = (query: { sql: string; bindings: unknown[] }) =>
      /from ["`]audit["`]/.test(query.sql) && seen.push(query);
    knex.on('query', note);
    await work();
    knex.removeListener('query', note);
    const [{ sql, bindings }] = seen;
    const explain =
      database === 'SQLITE_3' ? 'explain query plan' : 'explain (analyze)';
    const result = await knex.raw(
      `${explain} ${sql.replace(/\$\d+/g, '?')}`,
      bindings as any,
    );
    return JSON.stringify(result.rows ?? result);
  }
});
