import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import type { About } from './links';
import type { NotificationSender } from './NotificationSender';
import type { NotificationStore } from './NotificationStore';
import type { NotificationSettings } from './types';

/** A notification before it is known whether it was sent already. */
export interface Announcement extends About {
  to: string[];
  except?: string[];
  payload: NotificationPayload;
}

/** Sends each notification once, whatever comes again of the messages. */
export class OnceSender {
  readonly #store: NotificationStore;
  readonly #sender: NotificationSender;
  readonly #settings: NotificationSettings;

  constructor(options: {
    store: NotificationStore;
    sender: NotificationSender;
    settings: NotificationSettings;
  }) {
    this.#store = options.store;
    this.#sender = options.sender;
    this.#settings = options.settings;
  }

  async send(key: string, announcement: Announcement): Promise<void> {
    const { to, except = [], payload, path, about } = announcement;
    // Services have nobody who reads.
    const entityRef = to.filter(ref => /^(user|group):/i.test(ref));
    if (entityRef.length === 0 || (await this.#store.wasSent(key))) {
      return;
    }
    await this.#sender.send({
      recipients: {
        type: 'entity',
        entityRef,
        ...(except.length > 0 && { excludeEntityRef: except }),
      },
      payload: {
        ...payload,
        link: `${this.#settings.basePath}${path}`,
        scope: `infrakitchen:${about}`,
      },
    });
    await this.#store.markSent(key);
  }
}
