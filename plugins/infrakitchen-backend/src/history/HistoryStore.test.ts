import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { inTransaction, migrateSchema } from '../database';
import { HistoryStore } from './HistoryStore';
import type { AuditRecord } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('HistoryStore, %s', database => {
  let knex: Knex;
  let history: HistoryStore;

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
    history = new HistoryStore(knex);
  });

  const of = (id: string) => ({
    fields: { entityKind: ['resource'], entityId: [id] },
  });
  const record = (
    id: string,
    overrides: Partial<AuditRecord> = {},
  ): AuditRecord => ({
    actor: { kind: 'user', ref: 'user:default/ann' },
    action: 'resource.updated',
    outcome: 'succeeded',
    entity: { kind: 'resource', id, name: 'net' },
    ...overrides,
  });

  it('tells who did what with which outcome', async () => {
    const id = randomUUID();
    await history.audit(knex, record(id, { detail: { fields: ['a'] } }));
    const { items, nextCursor } = await history.listAudit(of(id), {
      limit: 10,
    });
    expect(nextCursor).toBeUndefined();
    expect(items).toEqual([
      {
        id: expect.any(String),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        actor: 'user:default/ann',
        actorKind: 'user',
        action: 'resource.updated',
        outcome: 'succeeded',
        entityKind: 'resource',
        entityId: id,
        entityName: 'net',
        detail: { fields: ['a'] },
      },
    ]);
  });

  it('keeps digests of before and after, never the records', async () => {
    const id = randomUUID();
    const before = { values: { a: 'first-text', b: 1 } };
    const after = { values: { b: 1, a: 'first-text' } };
    await history.audit(knex, record(id, { before, after }));
    await history.audit(knex, record(id, { before: { values: {} } }));
    const rows = await knex('audit').where({ entity_id: id });
    expect(JSON.stringify(rows)).not.toContain('first-text');
    const [same, other] = [...rows].sort(({ after_digest: digest }) =>
      digest === null ? 1 : -1,
    );
    // The order of keys is no difference.
    expect(same.before_digest).toBe(same.after_digest);
    expect(same.before_digest).toMatch(/^[0-9a-f]{64}$/);
    expect(other).toMatchObject({
      before_digest: expect.not.stringContaining(same.before_digest),
      after_digest: null,
    });
  });

  it('writes a line with the transaction it tells of, or none', async () => {
    const id = randomUUID();
    await inTransaction(knex, async tx => {
      await history.audit(tx, record(id));
      throw new Error('undone');
    }).catch(() => undefined);
    await history.auditRefused(record(id, { detail: { code: 'no' } }));
    const { items } = await history.listAudit(of(id), { limit: 10 });
    expect(items).toMatchObject([
      { outcome: 'refused', detail: { code: 'no' } },
    ]);
  });

  it('pages through lines of the same moment, newest first', async () => {
    const id = randomUUID();
    jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    for (let i = 0; i < 7; i++) {
      await history.audit(knex, record(id, { action: `a${i}` }));
    }
    jest.restoreAllMocks();
    await history.audit(knex, record(id, { action: 'newest' }));
    await history.audit(knex, record(randomUUID()));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await history.listAudit(of(id), { limit: 3, cursor });
      seen.push(...page.items.map(item => item.action));
      cursor = page.nextCursor;
    } while (cursor);
    // In the order in which they were written, backwards.
    expect(seen).toEqual([
      'newest',
      ...Array.from({ length: 7 }, (_, i) => `a${6 - i}`),
    ]);
  });

  it('pages through revisions, newest first', async () => {
    const id = randomUUID();
    const add = (revision: number, entity = id) =>
      history.addRevision(knex, {
        kind: 'resource',
        id: entity,
        revision,
        snapshot: { name: `r${revision}` },
        actor: 'user:default/bob',
      });
    for (const revision of [1, 2, 3, 4, 5]) {
      await add(revision);
    }
    await add(1, randomUUID());
    const first = await history.listRevisions('resource', id, { limit: 2 });
    expect(first.items).toMatchObject([
      { revision: 5, createdBy: 'user:default/bob', snapshot: { name: 'r5' } },
      { revision: 4 },
    ]);
    const second = await history.listRevisions('resource', id, {
      limit: 3,
      cursor: first.nextCursor,
    });
    expect(second.items.map(item => item.revision)).toEqual([3, 2, 1]);
    expect(second.nextCursor).toBeUndefined();
    await expect(add(5)).rejects.toThrow();
  });
});
