import type { JsonObject } from '@backstage/types';
import type { Outbox } from '../outbox';
import type { StorageMoveRecord, StorageMoveStore } from '../storageMoves';
import type { ResourceStore } from '../resources';
import { aboutStorageMove } from './links';
import type { Text } from './messages';
import type { NotificationSender } from './NotificationSender';
import type { NotificationStore } from './NotificationStore';
import { OnceSender } from './OnceSender';
import { notificationTopics, type NotificationSettings } from './types';

/** Tells whoever had a state moved how that ended. */
export class StorageMoveNotifier {
  readonly #moves: StorageMoveStore;
  readonly #resources: ResourceStore;
  readonly #sender: OnceSender;

  constructor(options: {
    storageMoves: StorageMoveStore;
    resources: ResourceStore;
    store: NotificationStore;
    sender: NotificationSender;
    settings: NotificationSettings;
  }) {
    this.#moves = options.storageMoves;
    this.#resources = options.resources;
    this.#sender = new OnceSender(options);
  }

  /** Listens from now on. */
  listen(outbox: Outbox): void {
    outbox.on(
      'storage_move.changed',
      ({ moveId }: JsonObject) => this.changed(moveId as string),
      { consumer: 'notifications' },
    );
  }

  async changed(moveId: string): Promise<void> {
    const move = await this.#moves.get(moveId);
    const resource = move && (await this.#resources.get(move.resourceId));
    if (!resource || move.endedAt === undefined) {
      return;
    }
    await this.#sender.send(`storage_move:${moveId}`, {
      to: [move.actor.ref],
      payload: {
        ...textOf(move, resource.name),
        topic: notificationTopics.runs,
      },
      ...aboutStorageMove(moveId, resource.id),
    });
  }
}

function textOf({ state, to, problem }: StorageMoveRecord, name: string): Text {
  const where = to ? `the storage '${to.name}'` : 'the managed storage';
  return state === 'succeeded'
    ? {
        title: `The state of '${name}' was moved to ${where}`,
        description: problem
          ? 'Something of the move is left behind; see the state of the resource.'
          : 'The old copy is kept.',
        severity: 'normal',
      }
    : {
        title: `The state of '${name}' could not be moved to ${where}`,
        description: 'It stays where it is. See the state of the resource.',
        severity: 'high',
      };
}
