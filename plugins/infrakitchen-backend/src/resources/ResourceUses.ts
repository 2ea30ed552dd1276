import type { CallOptions } from '../access';
import type { ConnectionGate } from '../connections';
import { assertMayAttach, attachedTo } from './assertMayAttach';
import type { ChangeStore } from './ChangeStore';
import type { ResourceStore } from './ResourceStore';

/** Whether a caller may use what a run of a resource would be given. */
export class ResourceUses {
  readonly #deps: {
    resources: ResourceStore;
    changes: ChangeStore;
    connectionGate: ConnectionGate;
  };

  constructor(deps: {
    resources: ResourceStore;
    changes: ChangeStore;
    connectionGate: ConnectionGate;
  }) {
    this.#deps = deps;
  }

  /** @throws NotAllowedError, or NotFoundError for what may not be seen. */
  async assertMayRun(resourceId: string, options: CallOptions): Promise<void> {
    const [attached, resource] = await Promise.all([
      attachedTo(this.#deps, resourceId),
      this.#deps.resources.get(resourceId),
    ]);
    await assertMayAttach(
      this.#deps,
      {
        integrations: attached.integrations,
        secretIds: attached.secrets.map(({ id }) => id),
        storageId: resource?.storageId,
        workspaceId: resource?.workspaceId,
      },
      options,
    );
  }
}
