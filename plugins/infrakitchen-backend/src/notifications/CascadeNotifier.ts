import { createHash } from 'node:crypto';
import type { JsonObject } from '@backstage/types';
import { roleAllows } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Outbox } from '../outbox';
import { cascadeApprovalText, cascadeEndText } from './cascadeMessages';
import { aboutCascade } from './links';
import type { NotificationSender } from './NotificationSender';
import type { NotificationStore } from './NotificationStore';
import { excludedFromAll } from './Audience';
import { OnceSender } from './OnceSender';
import {
  notificationTopics,
  type CascadeEvent,
  type NotificationSettings,
  type RoleHolders,
} from './types';

/** Tells approvers what waits for them, and the requester how a cascade ended. */
export class CascadeNotifier {
  readonly #store: NotificationStore;
  readonly #holders: RoleHolders;
  readonly #sender: OnceSender;

  constructor(options: {
    store: NotificationStore;
    holders: RoleHolders;
    sender: NotificationSender;
    settings: NotificationSettings;
  }) {
    this.#store = options.store;
    this.#holders = options.holders;
    this.#sender = new OnceSender(options);
  }

  /** Listens from now on. */
  listen(outbox: Outbox): void {
    outbox.on('cascade.changed', payload => this.cascadeChanged(payload), {
      consumer: 'notifications',
    });
  }

  async cascadeChanged(payload: JsonObject): Promise<void> {
    const { cascadeId, state, revision, actor } = payload;
    const event = await this.#store.cascade(cascadeId as string);
    // Whatever came after this is told by its own message.
    if (!event || event.state !== state) {
      return;
    }
    if (state === 'awaiting_approval') {
      await this.#askApprovers(event);
      return;
    }
    const text = cascadeEndText(event);
    if (text && event.requestedBy !== actor) {
      await this.#send(`cascade:${cascadeId}:${revision}`, event, {
        to: [event.requestedBy],
        payload: { ...text, topic: notificationTopics.runs },
      });
    }
  }

  /** Once for the same rules, however often something else changes. */
  async #askApprovers(event: CascadeEvent): Promise<void> {
    const { requirements } = event;
    const excluded = excludedFromAll(requirements);
    const lists = await Promise.all(
      requirements.map(({ approvers, resourceIds }) =>
        this.#approvers(approvers, resourceIds),
      ),
    );
    const rules = requirements.map(({ ruleId }) => ruleId).sort();
    const asked = createHash('sha256').update(rules.join()).digest('hex');
    await this.#send(`cascade:${event.cascadeId}:waits:${asked}`, event, {
      to: [...new Set(lists.flat())].filter(ref => !excluded.includes(ref)),
      except: excluded,
      payload: {
        ...cascadeApprovalText(event),
        topic: notificationTopics.approvals,
      },
    });
  }

  async #approvers(
    {
      refs = [],
      roles = [],
    }: CascadeEvent['requirements'][number]['approvers'],
    resourceIds: string[],
  ): Promise<string[]> {
    const needed =
      refs.length + roles.length === 0 ? (['admin'] as const) : roles;
    if (needed.length === 0) {
      return refs;
    }
    const holders = await this.#holders.onAll(resourceIds);
    return [
      ...refs,
      ...holders
        .filter(({ role }) => needed.some(each => roleAllows(role, each)))
        .map(({ principalRef }) => principalRef),
    ];
  }

  async #send(
    key: string,
    { cascadeId, state }: CascadeEvent,
    notification: Pick<
      Parameters<OnceSender['send']>[1],
      'to' | 'except' | 'payload'
    >,
  ): Promise<void> {
    await this.#sender.send(key, {
      ...notification,
      ...aboutCascade(cascadeId, state),
    });
  }
}
