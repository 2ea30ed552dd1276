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
  parentNotFound,
  resourceNotFound,
  type ChangeRecord,
  type ChangeStore,
  type HierarchyStore,
  type ResourceStore,
  type StoredTarget,
  type TargetReader,
  type ValuesService,
  type ValueTarget,
} from '../resources';
import { planNotFound, runNotFound, type RunStore } from '../runs';
import type { TemplateStore } from '../templates';
import type { VersionDefinition, VersionStore } from '../versions';
import type { Reach } from './candidates';
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
  resources: ResourceStore;
  hierarchy: HierarchyStore;
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
    const edit = await this.#suppose(stored, input);
    const place = await this.#place(stored, edit, scope);
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

  /** The new place, where it is another one. */
  async #place(
    { resource }: StoredTarget,
    { before, after }: SupposedEdit,
    scope: AccessScope | undefined,
  ): Promise<SupposedPlace | undefined> {
    const { parentIds } = after;
    if (isSameSet(before.parentIds, parentIds)) {
      return undefined;
    }
    await this.#requireParents(parentIds, before.parentIds, scope);
    const place = new SupposedPlace({
      store: this.#deps.impacts,
      hierarchy: this.#deps.hierarchy,
      id: resource.id,
      parentIds,
    });
    await place.assertPossible(resource);
    return place;
  }

  /** New parents are for those who may see them; unknown ones look the same. */
  async #requireParents(
    parentIds: string[],
    known: string[],
    scope: AccessScope | undefined,
  ): Promise<void> {
    const added = parentIds.filter(id => !known.includes(id));
    const seen = scope
      ? await this.#deps.resources.seen(added, scope)
      : new Set(
          (await this.#deps.resources.getMany(added)).map(({ id }) => id),
        );
    const unknown = added.find(id => !seen.has(id));
    if (unknown) {
      throw parentNotFound(unknown);
    }
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

function isSameSet(
  a: ValueTarget['parentIds'],
  b: ValueTarget['parentIds'],
): boolean {
  return a.length === b.length && a.every(id => b.includes(id));
}
