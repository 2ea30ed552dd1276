import type {
  ResourceInput,
  ResourcePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import type { ConnectionGate } from '../connections';
import { nothingAttached, type Attached } from './attached';
import type { ChangeStore } from './ChangeStore';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';

interface Deps {
  resources: ResourceStore;
  changes: ChangeStore;
  connectionGate: ConnectionGate;
}

/** Attaching takes the right to use what is attached. */
export async function assertMayAttach(
  { connectionGate }: Pick<Deps, 'connectionGate'>,
  {
    integrations = [],
    secretIds = [],
    storageId,
    workspaceId,
  }: Partial<ResourceInput>,
  { credentials }: CallOptions,
): Promise<void> {
  await connectionGate.assertMayUse(
    {
      integration: integrations.map(({ id }) => id),
      secret: secretIds,
      storage: storageId ? [storageId] : [],
      workspace: workspaceId ? [workspaceId] : [],
    },
    credentials,
  );
}

/** An edit may leave what is attached already, but attaches nothing of others. */
export async function assertMayAttachMore(
  deps: Deps,
  record: Pick<ResourceRecord, 'id' | 'workspaceId'>,
  patch: ResourcePatch,
  options: CallOptions,
): Promise<void> {
  const { workspaceId } = patch;
  if (workspaceId && workspaceId !== record.workspaceId) {
    await assertMayAttach(deps, { workspaceId }, options);
  }
  if (!patch.integrations && !patch.secretIds) {
    return;
  }
  const { integrations, secrets } = await attachedTo(deps, record.id);
  const isNew = (known: { id: string }[]) => (id: string) =>
    !known.some(each => each.id === id);
  await assertMayAttach(
    deps,
    {
      integrations: patch.integrations?.filter(({ id }) =>
        isNew(integrations)(id),
      ),
      secretIds: patch.secretIds?.filter(isNew(secrets)),
    },
    options,
  );
}

/** What a run of now would be given. */
export async function attachedTo(
  { resources, changes }: Pick<Deps, 'resources' | 'changes'>,
  id: string,
): Promise<Attached> {
  const [entries, change] = await Promise.all([
    resources.entries([id]),
    changes.get(id),
  ]);
  return (
    change?.payload.attached ?? entries.get(id)?.attached ?? nothingAttached
  );
}
