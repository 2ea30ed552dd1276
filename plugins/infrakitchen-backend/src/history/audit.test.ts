import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { AuditEntry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { startApi, type Api } from '../__testUtils__/startApi';
import { migrateSchema } from '../database';
import { HistoryStore } from './HistoryStore';
import type { AuditRecord } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('audit, %s', database => {
  let knex: Knex;
  let api: Api;
  let history: HistoryStore;
  const id = randomUUID();

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
    history = new HistoryStore(knex);
    api = await startApi({
      knex,
      permitted: user =>
        user === 'user:default/stranger'
          ? ['infrakitchen.resource.read', 'infrakitchen.template.read']
          : undefined,
    });
    const times = [1, 2, 3, 3, 4].map(day => Date.UTC(2030, 0, day));
    const lines: Partial<AuditRecord>[] = [
      { action: 'resource.created', entity: { kind: 'resource', id } },
      { action: 'resource.updated', outcome: 'refused' },
      { actor: { kind: 'worker', ref: 'worker-1' }, action: 'run.planned' },
      { action: 'template.created', entity: { kind: 'template', id } },
      {
        action: 'resource.updated',
        entity: { kind: 'resource', id, name: '=HYPERLINK("x")' },
        detail: { note: 'a "quoted", line\r\nand another' },
      },
    ];
    for (const [index, line] of lines.entries()) {
      jest.spyOn(Date, 'now').mockReturnValue(times[index]);
      await history.audit(knex, {
        actor: { kind: 'user', ref: 'user:default/ann' },
        action: 'x',
        outcome: 'succeeded',
        entity: { kind: 'resource', id: randomUUID() },
        ...line,
      });
      jest.restoreAllMocks();
    }
  });
  afterAll(() => api?.stop());

  const query = (text: string) => `/audit?from=2030-01-01T00:00:00Z&${text}`;
  const actionsOf = async (text: string) => {
    const { status, body } = await api.get(query(text));
    expect(status).toBe(200);
    return body.items.map((item: AuditEntry) => item.action);
  };

  it.each([
    ['', 5],
    ['filter=entityKind=template', 1],
    [`filter=entityId=${id.toUpperCase()}`, 3],
    ['filter=actor=worker-1', 1],
    ['filter=actorKind=user', 4],
    ['filter=action=run.planned&filter=action=template.created', 2],
    ['filter=outcome=refused&filter=action=resource.updated', 1],
    ['filter=outcome=refused&filter=action=run.planned', 0],
    ['to=2030-01-03T00:00:00Z', 2],
    ['to=2030-01-03T00:00:00.001Z', 4],
    ['filter=actor=nobody', 0],
  ])('is filtered by %s', async (text, count) => {
    expect(await actionsOf(text)).toHaveLength(count);
  });

  it('begins with the newest line and goes on where a page ended', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api.get(query(`limit=2${cursor}`));
      seen.push(...body.items.map((item: AuditEntry) => item.action));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (cursor);
    expect(seen).toEqual([
      'resource.updated',
      'template.created',
      'run.planned',
      'resource.updated',
      'resource.created',
    ]);
  });

  it.each([
    ['/audit?filter=colour=red', 'unknown_filter'],
    ['/audit?filter=entityId=42', 'invalid_filter'],
    ['/audit?cursor=abc', 'invalid_cursor'],
    [
      '/audit?from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z',
      'invalid_period',
    ],
    ['/audit/export?format=csv&filter=colour=red', 'unknown_filter'],
  ])('refuses %s', async (path, code) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(400);
    expect(body.error.code).toBe(code);
  });

  it.each([
    '/audit?from=yesterday',
    '/audit/export',
    '/audit/export?format=xml',
  ])('refuses %s by its form', async path => {
    expect((await api.get(path)).status).toBe(400);
  });

  it('is exported as CSV that is no program in a spreadsheet', async () => {
    const response = await api.get(
      '/audit/export?format=csv&from=2030-01-04T00:00:00Z',
    );
    expect(response.status).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="infrakitchen-audit-\d{4}-\d\d-\d\d\.csv"$/,
      ),
      'cache-control': 'no-store',
    });
    const [header, line, rest] = response.text.split(/\r\n(?!and)/);
    expect(header).toBe(
      'id,at,actor,actorKind,action,outcome,entityKind,entityId,entityName,detail',
    );
    expect(line).toMatch(
      /^[0-9a-f-]{36},2030-01-04T00:00:00.000Z,user:default\/ann,user,resource.updated,succeeded,resource,/,
    );
    expect(line).toContain(
      `${id},"'=HYPERLINK(""x"")","{""note"":""a \\""quoted\\"", line\\r\\nand another""}"`,
    );
    expect(rest).toBe('');
  });

  it('is exported as JSON lines that are the items of the list', async () => {
    const { text, headers } = await api.get(
      '/audit/export?format=jsonl&from=2030-01-01T00:00:00Z&filter=actorKind=user',
    );
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    const lines = text.trimEnd().split('\n');
    const { body } = await api.get(query('filter=actorKind=user'));
    expect(lines.map(line => JSON.parse(line))).toEqual(body.items);
  });

  it('gives an empty file where nothing matches', async () => {
    const filter = 'filter=actor=nobody';
    const csv = await api.get(`/audit/export?format=csv&${filter}`);
    expect(csv.text.split('\r\n')).toEqual([expect.stringMatching(/^id,/), '']);
    const jsonl = await api.get(`/audit/export?format=jsonl&${filter}`);
    expect(jsonl.text ?? '').toBe('');
  });

  it('records who exported what, and who was refused', async () => {
    const auditor = 'auditor';
    await api.get(
      '/audit/export?format=jsonl&filter=actor=nobody&to=2030-01-01T00:00:00Z',
      auditor,
    );
    await api.get('/audit/export?format=csv&filter=colour=red', auditor);
    const denied = await api.get('/audit/export?format=csv', 'stranger');
    expect(denied.status).toBe(403);
    for (const path of ['/audit', `/revisions/project/${id}`]) {
      expect((await api.get(path, 'stranger')).status).toBe(403);
    }
    const { items } = await history.listAudit(
      { fields: { action: ['audit.exported'] } },
      { limit: 3 },
    );
    expect(items).toMatchObject([
      {
        actor: 'user:default/stranger',
        outcome: 'refused',
        detail: { code: 'not_allowed' },
      },
      {
        actor: 'user:default/auditor',
        outcome: 'refused',
        detail: { code: 'unknown_filter' },
      },
      {
        actor: 'user:default/auditor',
        outcome: 'succeeded',
        detail: {
          format: 'jsonl',
          filter: ['actor=nobody'],
          from: null,
          to: '2030-01-01T00:00:00Z',
        },
      },
    ]);
  });
});
