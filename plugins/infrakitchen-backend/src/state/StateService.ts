import type { StateOverview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { needs, type AccessService, type CallOptions } from '../access';
import type { StateStore } from './StateStore';

/** What people may know of a state; the state itself is for runs alone. */
export interface StateService {
  overview(resourceId: string, options: CallOptions): Promise<StateOverview>;
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
    await this.#access.requireOn(credentials, needs.resourceRead, {
      kind: 'resource',
      id: resourceId,
    });
    return this.#states.overview(resourceId);
  }
}
