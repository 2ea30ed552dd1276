import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { JsonObject } from '@backstage/types';
import type { Outbox } from '../outbox';

/** Channel of the signals. */
const CHANNEL = 'infrakitchen';

/** Tells open pages what to read again. Everybody hears it: ids and kinds only. */
export class SignalPublisher {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;

  constructor(options: { signals: SignalsService; logger: LoggerService }) {
    this.#signals = options.signals;
    this.#logger = options.logger;
  }

  /** Listens from now on. */
  listen(outbox: Outbox): void {
    const options = { consumer: 'signals' };
    outbox.on(
      'run.changed',
      ({ runId, resourceId, kind }) =>
        this.#publish({ event: 'run.changed', runId, resourceId, kind }),
      options,
    );
    outbox.on(
      'resource.changed',
      ({ resourceId }) =>
        this.#publish({ event: 'resource.changed', resourceId }),
      options,
    );
    outbox.on(
      'storage_move.changed',
      ({ resourceId }) =>
        this.#publish({ event: 'resource.changed', resourceId }),
      options,
    );
    outbox.on(
      'cascade.changed',
      ({ cascadeId }) => this.#publish({ event: 'cascade.changed', cascadeId }),
      options,
    );
    outbox.on(
      'pull_request.changed',
      ({ pullRequestId, runId, resourceId, workspaceId }) =>
        this.#publish({
          event: 'pull_request.changed',
          ...(pullRequestId && { pullRequestId, runId }),
          ...{ resourceId, workspaceId },
        }),
      options,
    );
  }

  /** Once: a page that missed it reads again by itself, and a late one is of no use. */
  async #publish(message: JsonObject): Promise<void> {
    try {
      await this.#signals.publish({
        recipients: { type: 'broadcast' },
        channel: CHANNEL,
        message,
      });
    } catch (error) {
      this.#logger.debug(`A signal could not be published: ${error}`);
    }
  }
}
