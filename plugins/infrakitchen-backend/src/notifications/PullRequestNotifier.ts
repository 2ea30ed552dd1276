import type { JsonObject } from '@backstage/types';
import type { Outbox } from '../outbox';
import type { SubscriptionStore } from '../subscriptions';
import { Audience } from './Audience';
import { aboutCode, aboutRun } from './links';
import type { NotificationStore } from './NotificationStore';
import type { NotifierOptions } from './Notifier';
import { OnceSender } from './OnceSender';
import {
  codeEditedText,
  mergeHeldText,
  pullRequestStuckText,
  pullRequestWaitsText,
} from './pullRequestMessages';
import { notificationTopics, type PullRequestEvent } from './types';

/** Tells people which pull requests wait for them, and of code edited by hand. */
export class PullRequestNotifier {
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
    const consumer = { consumer: 'notifications' };
    outbox.on(
      'pull_request.changed',
      payload => this.changed(payload),
      consumer,
    );
    outbox.on('pull_request.held', payload => this.held(payload), consumer);
    outbox.on(
      'code.edited',
      (payload, { key }) => this.codeEdited(payload, key),
      consumer,
    );
  }

  /** Asks approvers once it is open for a plan, or cannot be opened. */
  async changed({ pullRequestId }: JsonObject): Promise<void> {
    const event =
      typeof pullRequestId === 'string'
        ? await this.#store.pullRequest(pullRequestId)
        : undefined;
    if (!event?.isWaitedFor) {
      return;
    }
    const { id, state, problem } = event;
    if (state === 'open' && event.lacksApproval) {
      await this.#send(`pull_request:${id}:waits:${event.planDigest}`, event, {
        ...(await this.#approvers(event)),
        payload: {
          ...pullRequestWaitsText(event),
          topic: notificationTopics.approvals,
        },
      });
    } else if (problem && (state === 'opening' || state === 'failed')) {
      const { to, except } = await this.#approvers(event);
      await this.#send(`pull_request:${id}:stuck:${event.runDigest}`, event, {
        to: [...new Set([...to, event.requestedBy])],
        // Whoever asked for it is told, though others have to approve it.
        except: except.filter(ref => ref !== event.requestedBy),
        payload: {
          ...pullRequestStuckText(event, problem),
          topic: notificationTopics.workspaces,
        },
      });
    }
  }

  /** Tells that a merge did not let its run go on. */
  async held({ pullRequestId }: JsonObject): Promise<void> {
    const event = await this.#store.pullRequest(pullRequestId as string);
    if (!event?.isWaitedFor || event.state !== 'merged') {
      return;
    }
    const { to, except } = await this.#approvers(event);
    await this.#send(`pull_request:${event.id}:held`, event, {
      to: [...new Set([...to, event.requestedBy])],
      except: except.filter(ref => ref !== event.requestedBy),
      payload: {
        ...mergeHeldText(event),
        topic: notificationTopics.approvals,
      },
    });
  }

  /** Tells whoever follows the resource, and those who answer for it. */
  async codeEdited(
    { resourceId, state }: JsonObject,
    key: string,
  ): Promise<void> {
    const id = resourceId as string;
    const resource = await this.#store.resource(id);
    if (!resource) {
      return;
    }
    const followers = await this.#subscriptions.followers(id);
    const to = [
      ...(await this.#audience.readers(id, followers)),
      ...(await this.#audience.holding(id, ['admin'])),
    ];
    await this.#sender.send(key, {
      to: [...new Set(to)],
      payload: {
        ...codeEditedText(resource, state === 'removed'),
        topic: notificationTopics.workspaces,
      },
      ...aboutCode(id),
    });
  }

  async #approvers({
    runId,
    resourceId,
  }: PullRequestEvent): Promise<{ to: string[]; except: string[] }> {
    const { requirements } = await this.#store.requirements(runId);
    const { refs, excluded } = await this.#audience.asked(
      resourceId,
      requirements,
    );
    return {
      to: await this.#audience.readingApprovers(resourceId, refs),
      except: excluded,
    };
  }

  /** Filed under the run, whose page is where people act. */
  async #send(
    key: string,
    { runId }: PullRequestEvent,
    notification: Pick<
      Parameters<OnceSender['send']>[1],
      'to' | 'except' | 'payload'
    >,
  ): Promise<void> {
    await this.#sender.send(key, {
      ...notification,
      ...aboutRun(runId, 'awaiting_approval'),
    });
  }
}
