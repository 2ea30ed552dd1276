import type { JsonObject } from '@backstage/types';
import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import type {
  Role,
  RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Outbox } from '../outbox';
import type { SubscriptionStore } from '../subscriptions';
import { Audience } from './Audience';
import {
  approvalText,
  movedText,
  progressText,
  requesterText,
  resultText,
} from './messages';
import { aboutMove, aboutRun, type About } from './links';
import type { NotificationSender } from './NotificationSender';
import type { NotificationStore } from './NotificationStore';
import { OnceSender } from './OnceSender';
import {
  notificationTopics,
  type GroupDirectory,
  type NotificationSettings,
  type RoleHolders,
  type StoredRequirement,
} from './types';

/** Notifications in hand at once. */
const CONCURRENCY = 4;

/** What those who tell of resources work with. */
export interface NotifierOptions {
  store: NotificationStore;
  subscriptions: SubscriptionStore;
  holders: RoleHolders;
  groups: GroupDirectory;
  /** Role of every signed-in user. */
  everyone?: Role;
  sender: NotificationSender;
  settings: NotificationSettings;
}

/** Tells people what waits for them and how things ended. */
export class Notifier {
  readonly #store: NotificationStore;
  readonly #subscriptions: SubscriptionStore;
  readonly #audience: Audience;
  readonly #sender: OnceSender;

  constructor(options: NotifierOptions) {
    this.#store = options.store;
    this.#subscriptions = options.subscriptions;
    this.#audience = new Audience(options);
    this.#sender = new OnceSender(options);
  }

  /** Listens from now on. */
  listen(outbox: Outbox): void {
    const options = { consumer: 'notifications', concurrency: CONCURRENCY };
    outbox.on('run.changed', payload => this.runChanged(payload), options);
    outbox.on(
      'approval.requested',
      (payload, { key }) => this.approvalRequested(payload, key),
      options,
    );
    outbox.on(
      'approval.decided',
      (payload, { key }) => this.approvalDecided(payload, key),
      options,
    );
    outbox.on(
      'resource.moved',
      (payload, { key }) => this.resourceMoved(payload, key),
      options,
    );
  }

  /** Tells who follows the resource, where it was or where it is. */
  async resourceMoved(
    { resourceId, actor, leftIds }: JsonObject,
    key: string,
  ): Promise<void> {
    const id = resourceId as string;
    const resource = await this.#store.resource(id);
    if (!resource) {
      return;
    }
    const followers = new Set([
      ...(await this.#subscriptions.followers(id)),
      ...(await this.#subscriptions.subtreeFollowers(leftIds as string[])),
    ]);
    followers.delete(actor as string);
    await this.#once(key, aboutMove(id), {
      to: await this.#audience.readers(id, [...followers]),
      payload: {
        ...movedText(resource),
        topic: notificationTopics.subscriptions,
      },
    });
  }

  /** Tells the requester, and who follows the resource. */
  async runChanged({ runId, state, cascadeId }: JsonObject): Promise<void> {
    const event = await this.#store.event(runId as string, state as RunState);
    if (!event || (event.state === 'needs_attention' && !event.isCurrent)) {
      return;
    }
    const key = `${event.runId}:${event.seq}`;
    const { requestedBy, actor } = event;
    const page = aboutRun(event.runId, event.state);
    const own = requesterText(event);
    // Of a cascade the requester is told once, how all of it ended.
    const isToldLater = cascadeId && event.state !== 'needs_attention';
    if (own && requestedBy !== actor && !isToldLater) {
      await this.#once(`${key}:requester`, page, {
        to: [requestedBy],
        payload: { ...own, topic: notificationTopics.runs },
      });
    }
    const result = event.kind === 'dry_run' ? undefined : resultText(event);
    if (result) {
      const followers = await this.#subscriptions.followers(event.resourceId);
      await this.#once(`${key}:followers`, page, {
        to: await this.#audience.readers(
          event.resourceId,
          followers.filter(ref => ref !== requestedBy && ref !== actor),
        ),
        payload: { ...result, topic: notificationTopics.subscriptions },
      });
    }
  }

  /**
   * Tells everybody who may decide; where the rules have changed, those who
   * were not asked before.
   */
  async approvalRequested(
    { runId, before }: JsonObject,
    key: string,
  ): Promise<void> {
    const event = await this.#store.event(runId as string, 'awaiting_approval');
    if (!event?.isCurrent) {
      return;
    }
    const { resourceId } = event;
    const { requirements, isMerged } = await this.#store.requirements(
      event.runId,
    );
    if (isMerged && before === undefined) {
      // Its pull request asks them, once there is something to be merged.
      return;
    }
    const asked = await this.#audience.asked(resourceId, requirements);
    const told = await this.#audience.asked(
      resourceId,
      (before ?? []) as unknown as StoredRequirement[],
    );
    const others = asked.refs.filter(ref => !told.refs.includes(ref));
    await this.#once(key, aboutRun(event.runId, event.state), {
      to: await this.#audience.readingApprovers(resourceId, others),
      except: [...new Set([...asked.excluded, ...told.refs])],
      payload: { ...approvalText(event), topic: notificationTopics.approvals },
    });
  }

  /** Tells the requester that an approval came in while more are missing. */
  async approvalDecided(
    { runId, decision, by, given, needed }: JsonObject,
    key: string,
  ): Promise<void> {
    const event = await this.#store.event(runId as string, 'awaiting_approval');
    if (
      decision !== 'approved' ||
      !event?.isCurrent ||
      event.requestedBy === by
    ) {
      return;
    }
    await this.#once(key, aboutRun(event.runId, event.state), {
      to: [event.requestedBy],
      payload: {
        ...progressText(event, given as number, needed as number),
        topic: notificationTopics.runs,
      },
    });
  }

  async #once(
    key: string,
    about: About,
    notification: {
      to: string[];
      except?: string[];
      payload: NotificationPayload;
    },
  ): Promise<void> {
    await this.#sender.send(key, {
      ...notification,
      ...about,
    });
  }
}
