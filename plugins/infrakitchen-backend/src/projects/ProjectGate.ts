import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { needs, type AccessService } from '../access';

/** Who may put resources into a project, and take them out of it. */
export interface ProjectGate {
  /** @throws NotAllowedError unless the caller may write in the project. */
  assertMayUse(
    projectId: string,
    credentials: BackstageCredentials,
  ): Promise<void>;
}

/** Asks for the role that creating resources in the project takes. */
export class RoleProjectGate implements ProjectGate {
  readonly #access: AccessService;

  constructor(options: { access: AccessService }) {
    this.#access = options.access;
  }

  async assertMayUse(
    projectId: string,
    credentials: BackstageCredentials,
  ): Promise<void> {
    await this.#access.requireAtOneOf(credentials, needs.resourceCreate, [
      [{ kind: 'project', id: projectId }],
    ]);
  }
}
