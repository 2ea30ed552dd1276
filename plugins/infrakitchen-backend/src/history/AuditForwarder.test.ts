import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { inTransaction, migrateSchema } from '../database';
import { Outbox } from '../outbox';
import { until } from '../__testUtils__/until';
import { eventOf, forwardAudit } from './AuditForwarder';
import { HistoryStore } from './HistoryStore';
import type { AuditRecord } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

it.each(databases.eachSupportedId())(
  'the platform is told of each line that holds, %s',
  async database => {
    const knex = await databases.init(database);
    await migrateSchema(knex);
    const outbox = new Outbox({ knex, logger: mockServices.logger.mock() });
    const history = new HistoryStore(knex, outbox);
    const told: unknown[] = [];
    const auditor = mockServices.auditor.mock({
      createEvent: async event => ({
        success: async () => told.push([event, 'succeeded']) as any,
        fail: async ({ error }) => told.push([event, error.message]) as any,
      }),
    });
    forwardAudit({ outbox, auditor });
    outbox.start({ intervalMs: 20 });
    const id = randomUUID();
    const record: AuditRecord = {
      actor: { kind: 'user', ref: 'user:default/ann' },
      action: 'resource.updated',
      outcome: 'succeeded',
      entity: { kind: 'resource', id, name: 'net' },
      before: { values: { a: 1 } },
    };
    await inTransaction(knex, async tx => {
      await history.audit(tx, record);
      throw new Error('undone');
    }).catch(() => undefined);
    await inTransaction(knex, tx => history.audit(tx, record));
    await history.auditRefused({
      ...record,
      action: 'output.revealed',
      detail: { output: 'password', code: 'not_allowed' },
    });
    await until(() => told.length === 2);
    await outbox.stop();

    const meta = {
      id: expect.any(String),
      at: expect.any(String),
      actor: 'user:default/ann',
      actorKind: 'user',
      entityKind: 'resource',
      entityId: id,
      entityName: 'net',
    };
    expect(told).toEqual([
      [
        {
          eventId: 'resource-mutate',
          severityLevel: 'medium',
          meta: { ...meta, actionType: 'updated' },
        },
        'succeeded',
      ],
      [
        {
          eventId: 'output-reveal',
          severityLevel: 'high',
          meta: {
            ...meta,
            actionType: 'revealed',
            detail: { output: 'password', code: 'not_allowed' },
          },
        },
        'refused: not_allowed',
      ],
    ]);
    expect(await knex('outbox')).toEqual([]);
  },
);

it.each([
  ['run.cancel_requested', 'run', 'medium'],
  ['grant.created', 'grant-mutate', 'high'],
  ['approval_rule.created', 'approval-rule-mutate', 'high'],
  ['approval.approved', 'approval', 'high'],
  ['template.deleted', 'template-mutate', 'medium'],
  ['audit.exported', 'audit-export', 'medium'],
  ['module.analysed', 'module-fetch', 'low'],
  ['constructor.x', 'constructor-mutate', 'medium'],
])('%s is the event %s of severity %s', (action, eventId, severityLevel) => {
  expect(eventOf({ action })).toEqual({ eventId, severityLevel });
});
