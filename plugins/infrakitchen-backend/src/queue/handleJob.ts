import { LoggerService } from '@backstage/backend-plugin-api';
import { RunJob, RunQueueStartOptions } from './types';

/** Runs the handler. Never rejects: one bad run must not stop the queue. */
export async function handleJob(
  job: RunJob,
  handler: RunQueueStartOptions['handler'],
  logger: LoggerService,
): Promise<void> {
  try {
    await handler(job);
  } catch (error) {
    logger.error(
      `Handling phase ${job.phase} of run ${job.runId} failed`,
      error as Error,
    );
  }
}
