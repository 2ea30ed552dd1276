import type { JsonObject } from '@backstage/types';
import { roleAllows } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessRecords, ConnectionKind } from '../access';
import type { ConnectionRecord, ConnectionStore } from '../connections';
import type { Outbox } from '../outbox';
import { aboutSecrets } from './links';
import type { Text } from './messages';
import type { NotificationSender } from './NotificationSender';
import type { NotificationStore } from './NotificationStore';
import { notificationTopics, type NotificationSettings } from './types';

const DAY_MS = 24 * 60 * 60_000;

/** Tells the admins of a connection that its secrets are old, or end soon. */
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
    const options = { consumer: 'notifications' };
    outbox.on(
      'connection.due',
      (payload, { key }) => this.due(payload, key),
      options,
    );
    outbox.on(
      'connection.ends',
      (payload, { key }) => this.ends(payload, key),
      options,
    );
  }

  /** Its secrets have grown old. */
  async due(payload: JsonObject, key: string): Promise<void> {
    await this.#tellAdmins(payload, key, ({ kind, name, rotatedAt }) => ({
      title: `The secrets of '${name}' are ${daysSince(rotatedAt)} days old`,
      description: `Rotate the ${kind}: give it new credentials, then take the old ones away.`,
      severity: 'normal',
    }));
  }

  /** Its credentials end soon, or have ended; nothing where it has new ones. */
  async ends(payload: JsonObject, key: string): Promise<void> {
    await this.#tellAdmins(payload, key, ({ kind, name, expiresAt }) => {
      if (expiresAt === undefined) {
        return undefined;
      }
      const day = new Date(expiresAt).toISOString().slice(0, 10);
      return {
        title:
          expiresAt > Date.now()
            ? `The credentials of '${name}' end on ${day}`
            : `The credentials of '${name}' ended on ${day}`,
        description: `What uses the ${kind} fails from then on. Make new ones and rotate it.`,
        severity: 'high',
      };
    });
  }

  async #tellAdmins(
    { kind, id }: JsonObject,
    key: string,
    textOf: (connection: ConnectionRecord) => Text | undefined,
  ): Promise<void> {
    const { stores, records, store, sender, settings } = this.#deps;
    const connection = await stores[kind as ConnectionKind].get(id as string);
    const text = connection && textOf(connection);
    if (!text || (await store.wasSent(key))) {
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
      const { path, about } = aboutSecrets(connection.kind, connection.id);
      await sender.send({
        recipients: { type: 'entity', entityRef },
        payload: {
          ...text,
          topic: notificationTopics.reminders,
          link: `${settings.basePath}${path}`,
          scope: `infrakitchen:${about}`,
        },
      });
    }
    await store.markSent(key);
  }
}

function daysSince(time: number): number {
  return Math.floor((Date.now() - time) / DAY_MS);
}
