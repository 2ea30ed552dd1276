import type {
  ImpactInput,
  ImpactItem,
  Plan,
  ProjectImpactInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import { normaliseEntries } from '../entries';
import { projectNotFound, type ProjectStore } from '../projects';
import {
  assertUsableVersion,
  resourceNotFound,
  type ChangeRecord,
  type ChangeStore,
  type HierarchyStore,
  type Relocation,
  type ResourceMover,
  type StoredTarget,
  type TargetReader,
  type ValuesService,
} from '../resources';
import { planNotFound, runNotFound, type RunStore } from '../runs';
import type { TemplateStore } from '../templates';
import type { VersionDefinition, VersionStore } from '../versions';
import type { Reach } from './types';
import type { ImpactComparer, Supposed } from './ImpactComparer';
import type { ImpactStore } from './ImpactStore';
import { readReach } from './reach';
import { SupposedPlace } from './SupposedPlace';
import { supposeEdit } from './supposeEdit';
import {
  changedOutputs,
  handedDownChanges,
  type Candidate,
  type SupposedEdit,
} from './types';

/** An edit that is asked about: what it reaches, and how values would be. */
export interface Question {
  reach: Reach;
  /** What holds for some of the candidates. */
  supposed(candidates: Candidate[]): Promise<Supposed>;
  /** The edited resource, if its own inputs change. */
  itself(): Promise<ImpactItem[]>;
}

/** What the reader works with. */
export interface ImpactReaderDeps {
  impacts: ImpactStore;
  comparer: ImpactComparer;
  targets: TargetReader;
  hierarchy: HierarchyStore;
  mover: Pick<ResourceMover, 'suppose'>;
  changes: ChangeStore;
  projects: ProjectStore;
  templates: TemplateStore;
  versions: VersionStore;
  values: ValuesService;
  store: Pick<RunStore, 'get' | 'payload'>;
}

/** Reads what an edit would leave, and refuses what could not be stored. */
export class ImpactReader {
  readonly #deps: ImpactReaderDeps;

  constructor(deps: ImpactReaderDeps) {
    this.#deps = deps;
  }

  async ofResource(
    id: string,
    input: ImpactInput,
    scope?: AccessScope,
  ): Promise<Question> {
    const [stored] = await this.#deps.targets.read([id]);
    if (!stored) {
      throw resourceNotFound(id);
    }
    const move = await this.#move(stored, input, scope);
    const edit = await this.#suppose(stored, {
      ...input,
      parentIds: move?.parentIds,
    });
    const place = move && this.#place(id, move.parentIds);
    const { templateId } = stored.resource;
    const nodes = new Map([
      [id, { entries: edit.after.entries, outputs: edit.outputsAfter }],
    ]);
    const reach = await readReach(this.#deps, {
      origin: { kind: 'resource', id, templateId },
      entries: handedDownChanges(edit.before.entries, edit.after.entries),
      outputs: changedOutputs(edit),
      moved: place !== undefined,
      scope,
    });
    const places = [edit.after];
    return {
      reach,
      supposed: async candidates => ({
        places,
        supposition: {
          nodes,
          lines: await place?.linesFor(candidates.map(item => item.id)),
        },
      }),
      itself: () =>
        this.#deps.comparer.compareItself(stored, edit, {
          places,
          supposition: {},
        }),
    };
  }

  async ofProject(
    id: string,
    input: ProjectImpactInput,
    scope?: AccessScope,
  ): Promise<Question> {
    const before = await this.#deps.projects.get(id);
    if (!before) {
      throw projectNotFound(id);
    }
    const after = {
      tags: input.tags ? normaliseEntries(input.tags, 'tag') : before.tags,
      configs: input.configs
        ? normaliseEntries(input.configs, 'config')
        : before.configs,
    };
    const reach = await readReach(this.#deps, {
      origin: { kind: 'project', id },
      entries: handedDownChanges(before, after),
      outputs: [],
      moved: false,
      scope,
    });
    const supposed: Supposed = {
      places: [],
      supposition: { projects: new Map([[id, after]]) },
    };
    return { reach, supposed: async () => supposed, itself: async () => [] };
  }

  async #suppose(
    stored: StoredTarget,
    input: ImpactInput,
  ): Promise<SupposedEdit> {
    const { resource, target } = stored;
    const change = await this.#deps.changes.get(resource.id);
    const pending = this.#deps.values.targetOf({
      resource,
      parentIds: target.parentIds,
      entries: target.entries,
      change,
    });
    return supposeEdit({
      stored,
      change,
      pending,
      input,
      version: await this.#version(stored, change, input),
      plan: input.runId
        ? await this.#plan(resource.id, input.runId)
        : undefined,
    });
  }

  /** Only a version that is asked for must be usable. */
  async #version(
    { resource, version: current }: StoredTarget,
    change: ChangeRecord | undefined,
    { versionId: wanted }: ImpactInput,
  ): Promise<VersionDefinition | undefined> {
    const { templates, versions } = this.#deps;
    const id = wanted ?? change?.payload.versionId ?? resource.versionId;
    if (id === undefined || id === resource.versionId) {
      return current;
    }
    if (wanted === undefined) {
      return (await versions.definitions([id])).get(id);
    }
    const version = await versions.get(id);
    const template = (await templates.get(resource.templateId))!;
    assertUsableVersion(template, version, id);
    return version;
  }

  /** What becomes of the parents, by the rules of the move itself. */
  async #move(
    { resource }: StoredTarget,
    { parentIds }: ImpactInput,
    scope: AccessScope | undefined,
  ): Promise<Relocation | undefined> {
    if (!parentIds) {
      return undefined;
    }
    const { hierarchy, mover } = this.#deps;
    const parents = await hierarchy.parents([resource.id]);
    return mover.suppose(
      { record: resource, parents: parents.get(resource.id)! },
      parentIds,
      scope,
    );
  }

  #place(id: string, parentIds: string[]): SupposedPlace {
    const { impacts: store, hierarchy } = this.#deps;
    return new SupposedPlace({ store, hierarchy, id, parentIds });
  }

  async #plan(resourceId: string, runId: string): Promise<Plan> {
    const run = await this.#deps.store.get(runId);
    if (run?.resourceId !== resourceId) {
      throw runNotFound(runId);
    }
    const plan = await this.#deps.store.payload(runId, 'plan');
    if (!plan) {
      throw planNotFound(run);
    }
    return plan;
  }
}
