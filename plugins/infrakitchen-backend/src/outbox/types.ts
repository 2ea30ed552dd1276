import type { JsonObject } from '@backstage/types';

/** What messages are about. */
export const outboxTopics = [
  'resource.changed',
  'resource.moved',
  'project.changed',
  'run.changed',
  'approval_rule.changed',
  'approval.requested',
  'approval.decided',
  'connection.due',
  'connection.ends',
  'audit.written',
  'cascade.changed',
  'cascade.run_changed',
  'storage_move.due',
  'storage_move.changed',
  'pull_request.wanted',
  'pull_request.changed',
  'pull_request.held',
  'code.edited',
] as const;

/** What a message is about. */
export type OutboxTopic = (typeof outboxTopics)[number];

/** A side effect that must happen once the transaction has committed. */
export interface OutboxMessage {
  topic: OutboxTopic;
  /** A second message with the same key is dropped. */
  key: string;
  /** Messages about the same run, or else resource or cascade, are handed out in order. */
  payload: JsonObject;
  /** For what nobody waits for: it lets others pass. */
  delayMs?: number;
}

/** Acts on a message; may be called again with the same message. */
export type OutboxHandler = (
  payload: JsonObject,
  message: Pick<OutboxMessage, 'topic' | 'key'>,
) => Promise<void>;

/** A part that acts on messages, by itself: it neither waits nor holds others up. */
export interface OutboxConsumer {
  name: string;
  /** Messages in hand at once; never two about the same run or resource. */
  concurrency: number;
  handlers: Map<OutboxTopic, OutboxHandler>;
}
