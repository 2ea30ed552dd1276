import type { Knex } from 'knex';
import type { LogLine } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunRecord } from './types';
import { LeaseLostError } from './types';
import { toRow } from './runRows';
import type { RunPayload } from './types';

/** Lines of one row: more may come at once, where the database was slow. */
const CHUNK_LINES = 500;

/** Log lines in batches: one row holds many lines. */
export class RunLogStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Appends lines and, in the same transaction, what the run has read so far;
   * so a worker that takes over neither repeats nor loses a line.
   */
  async append(
    run: Pick<RunRecord, 'id' | 'fence'>,
    lines: LogLine[],
    position: Partial<RunRecord> & Pick<RunPayload, 'progress'>,
  ): Promise<void> {
    await this.#knex.transaction(async tx => {
      const held = await tx('runs')
        .where({ id: run.id, fence: run.fence })
        .update(toRow(position));
      if (held === 0) {
        throw new LeaseLostError(run.id);
      }
      for (let from = 0; from < lines.length; from += CHUNK_LINES) {
        // One at a time, since each may be megabytes.
        const chunk = lines.slice(from, from + CHUNK_LINES);
        await tx('run_log_chunks').insert({
          run_id: run.id,
          first_seq: chunk[0].seq,
          last_seq: chunk[chunk.length - 1].seq,
          lines: JSON.stringify(chunk),
        });
      }
    });
  }

  /** Lines after a sequence number, in order, at most `limit`. */
  async read(options: {
    runId: string;
    after: number;
    limit: number;
  }): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    let after = options.after;
    // A chunk is bounded, so a few of them at a time bound the memory.
    while (lines.length < options.limit) {
      const chunks = await this.#knex('run_log_chunks')
        .where({ run_id: options.runId })
        .where('last_seq', '>', after)
        .orderBy('first_seq')
        .limit(8)
        .select('lines', 'last_seq');
      if (chunks.length === 0) {
        break;
      }
      for (const chunk of chunks) {
        lines.push(...linesAfter(chunk.lines, options.after));
      }
      after = Number(chunks[chunks.length - 1].last_seq);
    }
    lines.length = Math.min(lines.length, options.limit);
    return lines;
  }
}

function linesAfter(chunk: string, after: number): LogLine[] {
  return (JSON.parse(chunk) as LogLine[]).filter(line => line.seq > after);
}
