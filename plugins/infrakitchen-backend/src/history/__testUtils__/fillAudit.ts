import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';

const BATCH = 1_000;

/** Writes a long trail: every thousandth line is of a refusal. */
export async function fillAudit(knex: Knex, count: number): Promise<void> {
  const entities = Array.from({ length: 200 }, () => randomUUID());
  for (let from = 0; from < count; from += BATCH) {
    await knex.batchInsert(
      'audit',
      Array.from({ length: Math.min(BATCH, count - from) }, (_, offset) => {
        const number = from + offset;
        return {
          id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
          // Several lines of one moment, across the ends of batches too.
          at: 1_700_000_000_000 + Math.floor(number / 7),
          actor: `user:default/user-${number % 50}`,
          actor_kind: number % 500 === 0 ? 'service' : 'user',
          action: number % 300 === 0 ? 'template.updated' : 'run.planned',
          outcome: number % 1_000 === 0 ? 'refused' : 'succeeded',
          entity_kind: number % 300 === 0 ? 'template' : 'resource',
          entity_id: entities[number % entities.length],
          entity_name: `resource ${number}`,
          detail: JSON.stringify({
            runId: randomUUID(),
            note: 'x'.repeat(200),
          }),
        };
      }),
      // SQLite takes no more than 500 rows at once.
      500,
    );
  }
  await (knex.client.config.client === 'pg'
    ? knex.raw('analyze audit')
    : knex.raw('analyze'));
}
