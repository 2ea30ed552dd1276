import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CascadeDriver } from './CascadeDriver';

const SWEEP_MS = 30_000;

/** Looks after cascades from time to time, whatever became of their messages. */
export class CascadeSweeper {
  readonly #driver: CascadeDriver;
  readonly #logger: LoggerService;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(options: { driver: CascadeDriver; logger: LoggerService }) {
    this.#driver = options.driver;
    this.#logger = options.logger;
  }

  start(): void {
    this.#timer = setInterval(() => this.#sweep(), SWEEP_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  #sweep(): void {
    this.#sweeping ??= this.#driver
      .sweep()
      .catch(error =>
        this.#logger.warn(`Looking after cascades failed: ${error}`),
      )
      .finally(() => {
        this.#sweeping = undefined;
      });
  }
}
