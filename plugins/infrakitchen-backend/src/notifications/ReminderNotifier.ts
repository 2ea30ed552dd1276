import type { JsonObject } from '@backstage/types';
import { roleAllows } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessRecords, ConnectionKind } from '../access';
import type { ConnectionStore } from '../connections';
import type { Outbox } from '../outbox';
import type { NotificationSender } from './NotificationSender';
import type { NotificationStore } from './NotificationStore';
import { notificationTopics, type NotificationSettings } from './types';

const DAY_MS = 24 * 60 * 60_000;

/** Reminds the admins of a connection that its secrets have grown old. */
export class ReminderNotifier {
  readonly #deps: {
    stores: Record<ConnectionKind, ConnectionStore>;
    records: AccessRecords;
    store: NotificationStore;
    sender: NotificationSender;
    settings: NotificationSettings;
  };

  constructor(deps: {
    stores: Record<ConnectionKind, ConnectionStore>;
    records: AccessRecords;
    store: NotificationStore;
    sender: NotificationSender;
    settings: NotificationSettings;
  }) {
    this.#deps = deps;
  }

  /** Listens from now on. */
  listen(outbox: Outbox): void {
    outbox.on('connection.due', (payload, { key }) => this.due(payload, key), {
      consumer: 'notifications',
    });
  }

  async due({ kind, id }: JsonObject, key: string): Promise<void> {
    const { stores, records, store, sender, settings } = this.#deps;
    const connection = await stores[kind as ConnectionKind].get(id as string);
    if (!connection || (await store.wasSent(key))) {
      return;
    }
    const found = await records.load(connection.kind, [connection.id]);
    const admins = (found.get(connection.id)?.grants ?? [])
      .filter(({ role }) => roleAllows(role, 'admin'))
      .map(({ principalRef }) => principalRef);
    const entityRef = [...new Set([connection.createdBy, ...admins])].filter(
      ref => /^(user|group):/i.test(ref),
    );
    if (entityRef.length > 0) {
      const days = Math.floor((Date.now() - connection.rotatedAt) / DAY_MS);
      await sender.send({
        recipients: { type: 'entity', entityRef },
        payload: {
          title: `The secrets of '${connection.name}' are ${days} days old`,
          description: `Rotate the ${connection.kind}: give it new credentials, then take the old ones away.`,
          severity: 'normal',
          topic: notificationTopics.reminders,
          link: `${settings.basePath}/integrations/${connection.kind}/${connection.id}/settings`,
          scope: `infrakitchen:${connection.kind}:${connection.id}`,
        },
      });
    }
    await store.markSent(key);
  }
}
