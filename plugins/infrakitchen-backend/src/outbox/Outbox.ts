import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { OutboxLane } from './OutboxLane';
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
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  readonly #consumers = new Map<string, OutboxConsumer>();
  readonly #lanes: OutboxLane[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;

  constructor(options: { knex: Knex; logger: LoggerService }) {
    this.#knex = options.knex;
    this.#logger = options.logger;
  }

  /** Writes a message in the caller's transaction, once for each consumer. */
  async add(tx: Knex, message: OutboxMessage): Promise<void> {
    const { topic, key, payload, delayMs = 0 } = message;
    const consumers = [...this.#consumers.values()].filter(({ handlers }) =>
      handlers.has(topic),
    );
    if (consumers.length === 0) {
      return;
    }
    const now = Date.now();
    await tx('outbox')
      .insert(
        consumers.map(({ name }) => ({
          consumer: name,
          topic,
          key,
          subject: subjectOf(key, payload),
          payload: JSON.stringify(payload),
          attempts: 0,
          created_at: now,
          due_at: now + delayMs,
        })),
      )
      .onConflict(['consumer', 'key'])
      .ignore();
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
      knex: this.#knex,
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

function subjectOf(
  key: string,
  { runId, resourceId, cascadeId }: JsonObject,
): string {
  return String(runId ?? resourceId ?? cascadeId ?? key);
}
