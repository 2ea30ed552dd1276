import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventParams, EventsService } from '@backstage/plugin-events-node';
import type {
  RepositoryEvent,
  RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { WorkspaceRecord } from '../types';
import type { WorkspaceSyncer } from '../WorkspaceSyncer';
import type { PullRequestStore } from './PullRequestStore';
import type { PullRequestWaker } from './PullRequestWaker';

/** Larger ones are not read; polling finds what they tell of. */
const MAX_BYTES = 1024 * 1024;
/** Deliveries that are remembered. */
const MAX_SEEN = 5_000;
/** What hosts name a delivery by; they send it again under the same name. */
const deliveryHeaders = [
  'x-github-delivery',
  'x-gitlab-event-uuid',
  'x-request-uuid',
  'x-hook-uuid',
];

/** Finds the workspaces that an event may be about. */
export interface WorkspacesOfEvents {
  matching(by: {
    provider: string;
    repositoryId?: string;
    repositoryUrl?: string;
  }): Promise<Pick<WorkspaceRecord, 'id' | 'defaultBranch'>[]>;
}

/** Told which refs of a repository have moved. */
export type PushListener = (event: {
  provider: string;
  repositoryId?: string;
  repositoryUrl?: string;
  refs: string[];
}) => Promise<void>;

/**
 * Hears of webhooks. Nothing that they say is believed: they only say where to
 * look, so a forged one costs a look and no more.
 */
export class RepositoryEvents {
  readonly #events: EventsService;
  readonly #providers: () => RepositoryHostProvider[];
  readonly #workspaces: WorkspacesOfEvents;
  readonly #store: Pick<PullRequestStore, 'matching'>;
  readonly #waker: Pick<PullRequestWaker, 'wake'>;
  readonly #syncer: Pick<WorkspaceSyncer, 'wake'>;
  readonly #onPush: PushListener[];
  readonly #logger: LoggerService;
  readonly #seen = new Set<string>();

  constructor(options: {
    events: EventsService;
    providers: () => RepositoryHostProvider[];
    workspaces: WorkspacesOfEvents;
    store: Pick<PullRequestStore, 'matching'>;
    waker: Pick<PullRequestWaker, 'wake'>;
    syncer: Pick<WorkspaceSyncer, 'wake'>;
    onPush: PushListener[];
    logger: LoggerService;
  }) {
    this.#events = options.events;
    this.#providers = options.providers;
    this.#workspaces = options.workspaces;
    this.#store = options.store;
    this.#waker = options.waker;
    this.#syncer = options.syncer;
    this.#onPush = options.onPush;
    this.#logger = options.logger;
  }

  async start(): Promise<void> {
    for (const provider of this.#providers()) {
      await this.#events.subscribe({
        id: `infrakitchen-${provider.key}`,
        topics: [provider.eventTopic],
        onEvent: event => this.receive(provider, event),
      });
    }
  }

  /** Never throws: the sender can do nothing about it. */
  async receive(
    provider: RepositoryHostProvider,
    event: EventParams,
  ): Promise<void> {
    try {
      const told = this.#read(provider, event);
      if (told) {
        await this.#tell(provider.key, told);
      }
    } catch (error) {
      this.#logger.warn(
        `An event of ${provider.key} could not be understood: ${error}`,
      );
    }
  }

  #read(
    provider: RepositoryHostProvider,
    { eventPayload, metadata = {} }: EventParams,
  ): RepositoryEvent | undefined {
    const headers = lowerCased(metadata);
    if (Number(first(headers['content-length']) ?? 0) > MAX_BYTES) {
      this.#logger.debug(`An event of ${provider.key} is too large to be read`);
      return undefined;
    }
    const told = provider.readEvent({
      payload: eventPayload,
      metadata: headers,
    });
    return told && !this.#isRepeated(provider.key, headers, told)
      ? told
      : undefined;
  }

  #isRepeated(
    provider: string,
    headers: EventHeaders,
    told: RepositoryEvent,
  ): boolean {
    const delivery = deliveryHeaders
      .map(name => first(headers[name]))
      .find(Boolean);
    if (!delivery) {
      return false;
    }
    // With what it is about: nobody can keep another one out by its name.
    const key = createHash('sha256')
      .update(JSON.stringify([provider, delivery, told]))
      .digest('base64');
    if (this.#seen.has(key)) {
      return true;
    }
    this.#seen.add(key);
    if (this.#seen.size > MAX_SEEN) {
      this.#seen.delete(this.#seen.values().next().value!);
    }
    return false;
  }

  async #tell(provider: string, told: RepositoryEvent): Promise<void> {
    const { repositoryId, repositoryUrl, pullRequest, refs = [] } = told;
    const repository = { provider, repositoryId, repositoryUrl };
    const workspaces = await this.#workspaces.matching(repository);
    for (const { id } of workspaces) {
      const ids = await this.#store.matching({
        workspaceId: id,
        number: pullRequest,
      });
      await this.#waker.wake(ids, 'webhook');
    }
    if (refs.length === 0 && !pullRequest) {
      await this.#syncer.wake(workspaces.map(({ id }) => id));
    }
    if (refs.length > 0) {
      await Promise.all(
        this.#onPush.map(listener => listener({ ...repository, refs })),
      );
    }
  }
}

type EventHeaders = Record<string, string | string[] | undefined>;

function lowerCased(headers: EventHeaders): EventHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
