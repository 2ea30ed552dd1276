import type {
  Resource,
  ResourcePatch,
  ValueWarning,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { actorOf, type CallOptions, type WriteCallOptions } from '../access';
import type { ConnectionGate } from '../connections';
import type { ProjectGate } from '../projects';
import type { RunRequester } from '../runs';
import type { VersionComparer } from '../versions';
import type { WorkspaceStore } from '../workspaces';
import { assertMayAttachMore } from './assertMayAttach';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore } from './HierarchyStore';
import { leftBehind, workspaceLeftBy, type LeftWorkspace } from './leftBehind';
import { moveWarnings } from './moveWarnings';
import type { ParentGate } from './ParentGate';
import { assertMayJoin, assertMayMove } from './placement';
import type { EditOutcome, ResourceEditor } from './ResourceEditor';
import type { ResourceStore } from './ResourceStore';
import { ResourceUses } from './ResourceUses';
import type { ResourceRecord } from './types';

/** An edit that was made, with how things were before it. */
export interface Update {
  outcome: EditOutcome;
  /** The run that was asked for with it. */
  run?: { id: string };
  patch: ResourcePatch;
  versionBefore?: string;
  workspaceBefore: LeftWorkspace;
}

/** What an update works with. */
export interface ResourceUpdaterDeps {
  resources: ResourceStore;
  hierarchy: HierarchyStore;
  changes: ChangeStore;
  workspaces: Pick<WorkspaceStore, 'attachedTo'>;
  comparer: VersionComparer;
  gate: ProjectGate;
  parentGate: ParentGate;
  connectionGate: ConnectionGate;
  editor: ResourceEditor;
  requester: RunRequester;
}

/**
 * Edits a resource for a caller: asks whether they may move and attach what
 * they want to, starts the run that they ask for with it, and knows what to warn
 * of afterwards. {@link ResourceEditor} knows how an edit is made.
 */
export class ResourceUpdater {
  readonly #deps: ResourceUpdaterDeps;

  constructor(deps: ResourceUpdaterDeps) {
    this.#deps = deps;
  }

  async update(
    record: ResourceRecord,
    patch: ResourcePatch,
    options: WriteCallOptions,
  ): Promise<Update> {
    const { editor, gate, requester, workspaces } = this.#deps;
    const { id, projectId, versionId: versionBefore } = record;
    const { revision, scope, credentials } = options;
    const { apply, ...edit } = patch;
    const workspaceBefore = await workspaceLeftBy(workspaces, id, patch);
    await assertMayMove(gate, record, patch, options);
    await assertMayAttachMore(this.#deps, record, patch, options);
    if (apply) {
      await new ResourceUses(this.#deps).assertMayRun(id, options);
    }
    const principalRefs = apply
      ? await requester.principalsOf(credentials)
      : undefined;
    const parentIds = await assertMayJoin(this.#deps, record, patch, options);
    const actor = actorOf(credentials);
    let run: { id: string } | undefined;
    const outcome = await editor.update(
      id,
      actor,
      edit,
      { revision, projectId, parentIds, scope },
      async tx => {
        run = apply
          ? await requester.requestWithin(tx, {
              resourceId: id,
              action: 'update',
              actor,
              principalRefs,
            })
          : undefined;
      },
    );
    return { outcome, run, patch, versionBefore, workspaceBefore };
  }

  /** What whoever made an edit should know about the resource as it is now. */
  async warnings(
    resource: Resource,
    { patch, versionBefore, workspaceBefore }: Update,
    { scope }: CallOptions,
  ): Promise<ValueWarning[]> {
    const { versionId } = patch;
    const isMoved = versionId && versionBefore && versionId !== versionBefore;
    const warnings = isMoved
      ? moveWarnings(
          await this.#deps.comparer.compare(versionId, versionBefore, {
            scope,
          }),
        )
      : resource.warnings ?? [];
    return [...warnings, ...leftBehind(resource, workspaceBefore)];
  }
}
