import type {
  LoggerService,
  SchedulerService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedEntityProvider } from './feed';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Has a provider look at everything and at changes when it is time to. */
export async function startProvider(
  provider: FeedEntityProvider,
  options: {
    events: EventsService;
    logger: LoggerService;
    scheduler: SchedulerService;
    topic: string;
    poll: SchedulerServiceTaskScheduleDefinition;
    reconcile: SchedulerServiceTaskScheduleDefinition;
  },
): Promise<void> {
  const { events, logger, scheduler, topic } = options;
  const name = provider.getProviderName();
  await events.subscribe({
    id: name,
    topics: [topic],
    onEvent: async () => {
      try {
        await provider.catchUp();
      } catch (error) {
        // The poll finds what this has missed.
        logger.warn(`Changes of ${name} could not be read now: ${error}`);
      }
    },
  });
  await scheduler.scheduleTask({
    ...options.reconcile,
    id: `${name}:reconcile`,
    // At start InfraKitchen may not be there yet, and next time is long after.
    fn: signal =>
      untilDone(() => provider.reconcile(), {
        signal,
        onFailure: error =>
          logger.warn(
            `Entities of ${name} could not be compared yet: ${error}`,
          ),
      }),
  });
  await scheduler.scheduleTask({
    ...options.poll,
    id: `${name}:poll`,
    fn: () => provider.poll(),
  });
}

/** Tries again, each time later, until it works or the time is over. */
async function untilDone(
  work: () => Promise<void>,
  options: { signal: AbortSignal; onFailure: (error: unknown) => void },
): Promise<void> {
  const { signal, onFailure } = options;
  for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs *= 2) {
    try {
      await work();
      return;
    } catch (error) {
      onFailure(error);
      await sleep(Math.min(waitMs, LONGEST_WAIT_MS), undefined, {
        ref: false,
        signal,
      }).catch(() => undefined);
    }
  }
}
