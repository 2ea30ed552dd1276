import type { Knex } from 'knex';
import {
  versionWarnings,
  type Resource,
  type ResourceFacts,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import type { ProjectStore } from '../projects';
import type { RunStore } from '../runs';
import type { StateStore } from '../state';
import type { TemplateStore } from '../templates';
import type { VersionStore } from '../versions';
import type { PullRequestRecord, WorkspaceStore } from '../workspaces';
import type { PullRequestStore } from '../workspaces/pullRequests/PullRequestStore';
import { toPullRequest } from '../workspaces/pullRequests/toPullRequest';
import type { ChangeStore } from './ChangeStore';
import { StorageMoveStore } from '../storageMoves/StorageMoveStore';
import { AttachedStore } from './AttachedStore';
import { connectionsOf } from './connectionsOf';
import type { HierarchyStore } from './HierarchyStore';
import type { ResourceStore } from './ResourceStore';
import { StaleSecretStore } from './StaleSecretStore';
import type { ChangeRecord, ResourceRecord } from './types';

/** Puts together what the API and the rules want to know of resources, in batches. */
export class ResourceView {
  readonly #staleSecrets = new StaleSecretStore();
  readonly #attached = new AttachedStore();
  readonly #knex: Knex;
  readonly #moves: StorageMoveStore;
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #templates: Pick<TemplateStore, 'briefs'>;
  readonly #versions: Pick<VersionStore, 'briefs'>;
  readonly #runs: Pick<RunStore, 'holdingAll'>;
  readonly #states: Pick<StateStore, 'objectCounts'>;
  readonly #projects: ProjectStore;
  readonly #workspaces: Pick<WorkspaceStore, 'attachedTo'>;
  readonly #pullRequests: Pick<PullRequestStore, 'openOf'>;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    templates: Pick<TemplateStore, 'briefs'>;
    versions: Pick<VersionStore, 'briefs'>;
    runs: Pick<RunStore, 'holdingAll'>;
    states: Pick<StateStore, 'objectCounts'>;
    projects: ProjectStore;
    workspaces: Pick<WorkspaceStore, 'attachedTo'>;
    pullRequests: Pick<PullRequestStore, 'openOf'>;
  }) {
    this.#knex = options.knex;
    this.#moves = new StorageMoveStore(options.knex);
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
    this.#templates = options.templates;
    this.#versions = options.versions;
    this.#runs = options.runs;
    this.#states = options.states;
    this.#projects = options.projects;
    this.#workspaces = options.workspaces;
    this.#pullRequests = options.pullRequests;
  }

  /** Resources as the API shows them; a fixed number of queries for any number. */
  async toApi(
    records: ResourceRecord[],
    scope?: AccessScope,
  ): Promise<Resource[]> {
    const ids = records.map(record => record.id);
    const [
      templates,
      versions,
      projects,
      parents,
      missingParents,
      entries,
      changed,
      runs,
      workspaces,
      pullRequests,
      roles,
    ] = await Promise.all([
      this.#templates.briefs(records.map(record => record.templateId)),
      this.#versions.briefs(records.flatMap(record => record.versionId ?? [])),
      this.#projects.briefs(records.flatMap(record => record.projectId ?? [])),
      this.#hierarchy.parents(ids, this.#knex, scope),
      this.#hierarchy.missingParents(ids),
      this.#resources.entries(ids),
      this.#changes.existing(ids),
      this.#runs.holdingAll(ids),
      this.#workspaces.attachedTo(ids),
      this.#pullRequests.openOf(ids),
      scope?.rolesOf('resource', ids),
    ]);
    const connections = await connectionsOf(
      (kind, some) => this.#attached.briefs(this.#knex, kind, some),
      records,
      entries,
    );
    return records.map(record => {
      const template = templates.get(record.templateId)!;
      const version = record.versionId
        ? versions.get(record.versionId)
        : undefined;
      const project = record.projectId
        ? projects.get(record.projectId)
        : undefined;
      return {
        id: record.id,
        templateId: record.templateId,
        template: { key: template.key, name: template.name },
        versionId: record.versionId,
        version: version && {
          ref: version.ref,
          commitSha: version.commitSha,
          lifecycle: version.lifecycle,
        },
        name: record.name,
        description: record.description,
        labels: record.labels,
        ownerRef: record.ownerRef,
        project: project && { id: project.id, name: project.name },
        abstract: record.abstract,
        state: record.state,
        status: record.status,
        parents: parents
          .get(record.id)!
          .map(({ id, name, templateId, templateName }) => ({
            id,
            name,
            templateId,
            templateName,
          })),
        missingParents: missingParents.get(record.id),
        ...connections.get(record.id)!,
        workspace: workspaces.get(record.id),
        pullRequest: openOne(pullRequests, record.id),
        tags: entries.get(record.id)!.tags,
        configs: entries.get(record.id)!.configs,
        ...visibleValues(record, version?.hidden ?? []),
        outputs: record.outputs,
        warnings: versionWarnings(version),
        hasPendingChange: changed.has(record.id),
        staleInputs: record.staleInputs,
        drifted: record.drifted,
        deletionProtection: record.deletionProtection,
        activeRun: runs.get(record.id),
        role: roles?.get(record.id),
        revision: record.revision,
        createdBy: record.createdBy,
        createdAt: new Date(record.createdAt).toISOString(),
        updatedAt: new Date(record.updatedAt).toISOString(),
        provisionedAt: record.provisionedAt
          ? new Date(record.provisionedAt).toISOString()
          : undefined,
      };
    });
  }

  /** What the rules of the lifecycle look at, read in the caller's transaction. */
  async facts(
    record: ResourceRecord,
    change: ChangeRecord | undefined,
    db: Knex = this.#knex,
  ): Promise<ResourceFacts> {
    const changes = new Map(change ? [[record.id, change]] : []);
    return (await this.factsOf([record], changes, db)).get(record.id)!;
  }

  /** The same by resource; a fixed number of queries for any number. */
  async factsOf(
    records: ResourceRecord[],
    changes: ReadonlyMap<string, Pick<ChangeRecord, 'payload'>>,
    db: Knex = this.#knex,
  ): Promise<Map<string, ResourceFacts>> {
    const ids = records.map(({ id }) => id);
    const versionOf = ({ id, versionId }: ResourceRecord) =>
      changes.get(id)?.payload.versionId ?? versionId;
    // In turn: a transaction has one connection.
    const templates = await this.#templates.briefs(
      records.map(({ templateId }) => templateId),
      db,
    );
    const versions = await this.#versions.briefs(
      records.flatMap(record => versionOf(record) ?? []),
      db,
    );
    const projects = await this.#projects.briefs(
      records.flatMap(({ projectId }) => projectId ?? []),
      db,
    );
    const parents = await this.#hierarchy.parents(ids, db);
    const missing = await this.#hierarchy.missingParents(ids, db);
    const children = await this.#hierarchy.children(ids, db);
    const runs = await this.#runs.holdingAll(ids, db);
    const open = await this.#pullRequests.openOf([...runs.keys()], db);
    const moves = await this.#moves.active(ids, db);
    const objects = await this.#states.objectCounts(ids, db);
    const foreign = await this.#staleSecrets.withForeign(db, ids);
    return new Map(
      records.map(record => [
        record.id,
        {
          id: record.id,
          name: record.name,
          state: record.state,
          status: record.status,
          abstract: record.abstract,
          deletionProtection: record.deletionProtection,
          hasPendingChange: changes.has(record.id),
          staleInputs: record.staleInputs,
          hasForeignSecrets: foreign.has(record.id),
          template: templates.get(record.templateId)!,
          version: versions.get(versionOf(record) ?? ''),
          project: projects.get(record.projectId ?? ''),
          parents: parents.get(record.id)!,
          missingParents: missing.get(record.id) ?? [],
          children: children.get(record.id)!,
          stateObjectCount: objects.get(record.id) ?? 0,
          activeRun: runs.get(record.id),
          pullRequest: open.find(
            ({ runId }) => runId === runs.get(record.id)?.id,
          ),
          activeMove: moves.get(record.id),
        },
      ]),
    );
  }
}

function visibleValues(
  record: ResourceRecord,
  hidden: string[],
): Pick<Resource, 'values' | 'sensitiveVariables'> {
  const withheld = hidden.filter(name => Object.hasOwn(record.ownValues, name));
  return {
    values: Object.fromEntries(
      Object.entries(record.ownValues).filter(
        ([name]) => !withheld.includes(name),
      ),
    ),
    sensitiveVariables: [
      ...(record.sensitiveValues?.names ?? []),
      ...withheld,
    ].sort(),
  };
}

function openOne(open: PullRequestRecord[], resourceId: string) {
  const found = open.find(record => record.resourceId === resourceId);
  return found && toPullRequest(found);
}
