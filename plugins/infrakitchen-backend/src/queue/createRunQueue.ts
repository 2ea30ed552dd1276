import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { GraphileRunQueue } from './GraphileRunQueue';
import { InProcessRunQueue } from './InProcessRunQueue';
import { RunQueue } from './types';

/**
 * Opens the queue that fits the database: shared between replicas on
 * PostgreSQL, within this process otherwise.
 *
 * @public
 */
export async function createRunQueue(options: {
  knex: Knex;
  logger: LoggerService;
}): Promise<RunQueue> {
  return options.knex.client.dialect === 'postgresql'
    ? GraphileRunQueue.create(options)
    : new InProcessRunQueue(options);
}
