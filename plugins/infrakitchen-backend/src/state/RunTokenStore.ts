import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { isTerminal } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What a valid token stands for. */
export interface TokenGrant {
  runId: string;
  resourceId: string;
  /** Only while the run applies may the state be written. */
  mayWrite: boolean;
}

/**
 * Tokens with which a run reaches the state of its resource, and nothing
 * else. Only their hashes are stored. What a token allows follows from the
 * phase of its run: the engine keeps the credentials of a plan in the plan
 * file, so the apply of that plan comes with the same token.
 */
export class RunTokenStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async issue(options: {
    runId: string;
    resourceId: string;
    lifetimeMs: number;
  }): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.#knex('run_tokens').insert({
      token_hash: hash(token),
      run_id: options.runId,
      resource_id: options.resourceId,
      expires_at: Date.now() + options.lifetimeMs,
    });
    return token;
  }

  /**
   * Keeps the tokens of a run alive for longer: the one in its plan file may
   * have waited for days until the plan was approved.
   */
  async extend(runId: string, lifetimeMs: number): Promise<void> {
    await this.#knex('run_tokens')
      .where({ run_id: runId })
      .update({ expires_at: Date.now() + lifetimeMs });
  }

  /** The grant of a token of a run that is not over; nothing for any other. */
  async verify(
    resourceId: string,
    token: string,
  ): Promise<TokenGrant | undefined> {
    const row = await this.#knex('run_tokens as t')
      .join('runs as r', 'r.id', 't.run_id')
      .where({ token_hash: hash(token) })
      .where('expires_at', '>', Date.now())
      .first('t.run_id', 't.resource_id', 'r.state');
    // Not in the query: PostgreSQL compares an id with nothing but ids.
    return row?.resource_id === resourceId && !isTerminal(row.state)
      ? {
          runId: row.run_id,
          resourceId,
          // An engine that outlives its worker saves its state all the same.
          mayWrite: ['applying', 'unknown'].includes(row.state),
        }
      : undefined;
  }

  /** Ends every token of a run. */
  async revoke(runId: string, db: Knex = this.#knex): Promise<void> {
    await db('run_tokens').where({ run_id: runId }).delete();
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
