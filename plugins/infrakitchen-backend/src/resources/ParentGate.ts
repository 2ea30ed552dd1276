import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { needs, type AccessService } from '../access';
import type { ResourceRecord } from './types';

/** Who may put a resource below others. */
export interface ParentGate {
  /** @throws NotAllowedError unless the caller might create it there. */
  assertMayJoin(
    resource: Pick<ResourceRecord, 'templateId' | 'projectId'>,
    parentIds: string[],
    credentials: BackstageCredentials,
  ): Promise<void>;
}

/** Asks for the role that creating resources below the parents takes. */
export class RoleParentGate implements ParentGate {
  readonly #access: AccessService;

  constructor(options: { access: AccessService }) {
    this.#access = options.access;
  }

  async assertMayJoin(
    { templateId, projectId }: Pick<ResourceRecord, 'templateId' | 'projectId'>,
    parentIds: string[],
    credentials: BackstageCredentials,
  ): Promise<void> {
    await this.#access.requireAtOneOf(credentials, needs.resourceCreate, [
      parentIds.map(id => ({ kind: 'resource', id })),
      [{ kind: 'template', id: templateId }],
      projectId ? [{ kind: 'project', id: projectId }] : [],
    ]);
  }
}
