import type {
  Page,
  StateObject,
  StateOverview,
  StateSummary,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { needs, type AccessService, type CallOptions } from '../access';
import type { ObjectQuery } from './stateDocument';
import type { StateStore } from './StateStore';

/** What people may know of a state; the state itself is for runs alone. */
export interface StateService {
  overview(resourceId: string, options: CallOptions): Promise<StateOverview>;
  /** What the newest state has in it, by address. */
  objects(
    resourceId: string,
    query: ObjectQuery,
    options: CallOptions,
  ): Promise<Page<StateObject>>;
  /** How many objects of each type the newest state has. */
  summary(resourceId: string, options: CallOptions): Promise<StateSummary>;
}

/** {@link StateService} that asks whether the resource may be seen. */
export class AuthorizedStateService implements StateService {
  readonly #states: StateStore;
  readonly #access: AccessService;

  constructor(options: { states: StateStore; access: AccessService }) {
    this.#states = options.states;
    this.#access = options.access;
  }

  async overview(
    resourceId: string,
    { credentials }: CallOptions,
  ): Promise<StateOverview> {
    await this.#requireRead(resourceId, credentials);
    return this.#states.overview(resourceId);
  }

  async objects(
    resourceId: string,
    query: ObjectQuery,
    { credentials }: CallOptions,
  ): Promise<Page<StateObject>> {
    await this.#requireRead(resourceId, credentials);
    return this.#states.objects(resourceId, query);
  }

  async summary(
    resourceId: string,
    { credentials }: CallOptions,
  ): Promise<StateSummary> {
    await this.#requireRead(resourceId, credentials);
    return this.#states.summary(resourceId);
  }

  async #requireRead(
    id: string,
    credentials: CallOptions['credentials'],
  ): Promise<void> {
    const target = { kind: 'resource' as const, id };
    await this.#access.requireOn(credentials, needs.resourceRead, target);
  }
}
