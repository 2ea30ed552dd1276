import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventParams, EventsService } from '@backstage/plugin-events-node';

/** Once: a late event is of no use, the change is noted already. */
export async function publishQuietly(
  events: EventsService,
  logger: LoggerService,
  event: EventParams,
): Promise<void> {
  try {
    await events.publish(event);
  } catch (error) {
    logger.debug(`An event could not be published: ${error}`);
  }
}
