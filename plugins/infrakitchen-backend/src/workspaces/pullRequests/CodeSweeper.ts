import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CodeWatch } from './CodeWatch';

const SWEEP_MS = 10 * 60_000;

/** Looks for edits by hand from time to time, whatever events tell. */
export class CodeSweeper {
  readonly #watch: Pick<CodeWatch, 'sweep'>;
  readonly #logger: LoggerService;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(options: {
    watch: Pick<CodeWatch, 'sweep'>;
    logger: LoggerService;
  }) {
    this.#watch = options.watch;
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
    this.#sweeping ??= this.#watch
      .sweep()
      .catch(error =>
        this.#logger.warn(`Looking for edited folders failed: ${error}`),
      )
      .finally(() => {
        this.#sweeping = undefined;
      });
  }
}
