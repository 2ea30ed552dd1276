import {
  resourceReadPermission,
  type StateOverview,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessService, CallOptions } from '../access';
import type { StateStore } from './StateStore';

/** What people may know of a state; the state itself is for runs alone. */
export interface StateService {
  overview(resourceId: string, options: CallOptions): Promise<StateOverview>;
}

/** {@link StateService} that asks for the permission to see the resource. */
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
    await this.#access.require(credentials, resourceReadPermission);
    return this.#states.overview(resourceId);
  }
}
