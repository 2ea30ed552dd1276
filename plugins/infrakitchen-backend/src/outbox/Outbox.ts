import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { OutboxLane } from './OutboxLane';
import { OutboxStore } from './OutboxStore';
import type {
  OutboxConsumer,
  OutboxHandler,
  OutboxMessage,
  OutboxTopic,
} from './types';

/**
 * Transactional outbox: messages are written with the change they tell of and
 * handed to their consumers after the commit, at least once. Each consumer has
 * its own copy, so that a slow or failing one holds up nobody else.
 */
export class Outbox {
  readonly #store: OutboxStore;
  readonly #logger: LoggerService;
  readonly #consumers = new Map<string, OutboxConsumer>();
  readonly #lanes: OutboxLane[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;

  constructor(options: { knex: Knex; logger: LoggerService }) {
    this.#store = new OutboxStore(options.knex);
    this.#logger = options.logger;
  }

  /** Writes a message in the caller's transaction, once for each consumer. */
  async add(tx: Knex, message: OutboxMessage): Promise<void> {
    const consumers = [...this.#consumers.values()].filter(({ handlers }) =>
      handlers.has(message.topic),
    );
    if (consumers.length > 0) {
      const names = consumers.map(({ name }) => name);
      await this.#store.insert(tx, names, message);
    }
  }

  /**
   * Registers a handler, before the first message is written.
   *
   * @param options - the part that the handler belongs to, the topic's own
   * where absent; `concurrency` is that of the part, 1 where absent.
   */
  on(
    topic: OutboxTopic,
    handler: OutboxHandler,
    options: { consumer?: string; concurrency?: number } = {},
  ): void {
    const { consumer: name = topic, concurrency = 1 } = options;
    const consumer =
      this.#consumers.get(name) ?? this.#create(name, concurrency);
    if (consumer.handlers.has(topic)) {
      throw new Error(`'${name}' handles messages about ${topic} already`);
    }
    consumer.handlers.set(topic, handler);
  }

  /** Hands messages out until stopped; other replicas' messages too. */
  start(options: { intervalMs: number }): void {
    this.#isStarted = true;
    this.#lanes.forEach(lane => lane.start());
    this.#timer = setInterval(() => this.wake(), options.intervalMs);
    this.#timer.unref();
  }

  /** Looks for messages now; to be called after a commit. */
  wake(): void {
    this.#lanes.forEach(lane => lane.wake());
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    clearInterval(this.#timer);
    await Promise.all(this.#lanes.map(lane => lane.stop()));
  }

  #create(name: string, concurrency: number): OutboxConsumer {
    const consumer = { name, concurrency, handlers: new Map() };
    this.#consumers.set(name, consumer);
    const lane = new OutboxLane({
      store: this.#store,
      logger: this.#logger,
      consumer,
    });
    this.#lanes.push(lane);
    if (this.#isStarted) {
      lane.start();
    }
    return consumer;
  }
}
