import type {
  AttachedWorkspace,
  Resource,
  ResourcePatch,
  ValueWarning,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { WorkspaceStore } from '../workspaces';

/** Where a resource wrote its code to before an edit, if that may change it. */
export type LeftWorkspace = AttachedWorkspace | undefined;

/** Reads where a resource writes its code to, unless an edit leaves that alone. */
export async function workspaceLeftBy(
  workspaces: Pick<WorkspaceStore, 'attachedTo'>,
  id: string,
  { workspaceId, projectId }: ResourcePatch,
): Promise<LeftWorkspace> {
  return workspaceId === undefined && projectId === undefined
    ? undefined
    : (await workspaces.attachedTo([id])).get(id);
}

/** What becomes of the code of a resource that got another workspace. */
export function leftBehind(
  { state, workspace }: Pick<Resource, 'state' | 'workspace'>,
  left: LeftWorkspace,
): ValueWarning[] {
  if (!left || left.id === workspace?.id || state !== 'provisioned') {
    return [];
  }
  const next = workspace
    ? `The next run writes to '${workspace.folder}' of '${workspace.name}'`
    : 'The next runs write no code';
  return [
    {
      code: 'folder_left_behind',
      message: `What was written to the folder '${left.folder}' of '${left.name}' stays there, and nobody looks after it any more; remove it there. ${next}`,
      culprits: [{ kind: 'workspace', id: left.id, name: left.name }],
    },
  ];
}
