import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  NotificationSendOptions,
  NotificationService,
} from '@backstage/plugin-notifications-node';
import { setTimeout as sleep } from 'node:timers/promises';

const DEFAULT_TIMEOUT_MS = 15_000;

/** Sends notifications where the portal has them. */
export class NotificationSender {
  readonly #service: NotificationService;
  readonly #logger: LoggerService;
  readonly #timeoutMs: number;
  #saidMissing = false;

  constructor(options: {
    service: NotificationService;
    logger: LoggerService;
    timeoutMs?: number;
  }) {
    this.#service = options.service;
    this.#logger = options.logger;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  /** @throws where the notification should be tried again. */
  async send(notification: NotificationSendOptions): Promise<void> {
    try {
      await this.#inTime(this.#service.send(notification));
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
      if (!this.#saidMissing) {
        this.#saidMissing = true;
        this.#logger.info(
          'No notifications are sent: the portal has no notifications backend',
        );
      }
    }
  }

  /** The service itself waits for an answer as long as it takes. */
  async #inTime(sent: Promise<void>): Promise<void> {
    const done = new AbortController();
    try {
      await Promise.race([
        sent,
        sleep(this.#timeoutMs, undefined, {
          signal: done.signal,
          ref: false,
        }).then(() => {
          throw new Error(
            `The notifications backend did not answer within ${
              this.#timeoutMs
            } ms`,
          );
        }),
      ]);
    } finally {
      done.abort();
    }
  }
}

/** The service keeps the status of the answer in the text of its error alone. */
function isMissing(error: unknown): boolean {
  return /\bstatus 404\b/.test(String(error));
}
