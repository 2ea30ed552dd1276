import type { Knex } from 'knex';
import {
  versionWarnings,
  type Resource,
  type ResourceFacts,
  type RunKind,
  type RunState,
  type VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import type { ProjectStore } from '../projects';
import type { PullRequestRecord, WorkspaceStore } from '../workspaces';
import type { PullRequestStore } from '../workspaces/pullRequests/PullRequestStore';
import { toPullRequest } from '../workspaces/pullRequests/toPullRequest';
import type { ChangeStore } from './ChangeStore';
import { StorageMoveStore } from '../storageMoves/StorageMoveStore';
import { connectionsOf } from './connectionsOf';
import type { HierarchyStore } from './HierarchyStore';
import type { ResourceStore } from './ResourceStore';
import { StaleSecretStore } from './StaleSecretStore';
import type { ChangeRecord, ResourceRecord } from './types';

interface TemplateBrief {
  id: string;
  key: string;
  name: string;
  enabled: boolean;
}

interface VersionBrief {
  id: string;
  ref: string;
  commitSha: string;
  lifecycle: NonNullable<ResourceFacts['version']>['lifecycle'];
  enabled: boolean;
  analysed: boolean;
  /** Variables that a rule made sensitive, perhaps after they were set. */
  hidden: string[];
}

/** Puts together what the API and the rules want to know of resources, in batches. */
export class ResourceView {
  readonly #staleSecrets = new StaleSecretStore();
  readonly #knex: Knex;
  readonly #moves: StorageMoveStore;
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #projects: ProjectStore;
  readonly #workspaces: Pick<WorkspaceStore, 'attachedTo'>;
  readonly #pullRequests: Pick<PullRequestStore, 'openOf'>;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    projects: ProjectStore;
    workspaces: Pick<WorkspaceStore, 'attachedTo'>;
    pullRequests: Pick<PullRequestStore, 'openOf'>;
  }) {
    this.#knex = options.knex;
    this.#moves = new StorageMoveStore(options.knex);
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
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
      this.#templates(records.map(record => record.templateId)),
      this.#versions(records.flatMap(record => record.versionId ?? [])),
      this.#projects.briefs(records.flatMap(record => record.projectId ?? [])),
      this.#hierarchy.parents(ids, this.#knex, scope),
      this.#hierarchy.missingParents(ids),
      this.#resources.entries(ids),
      this.#changes.existing(ids),
      this.#activeRuns(ids),
      this.#workspaces.attachedTo(ids),
      this.#pullRequests.openOf(ids),
      scope?.rolesOf('resource', ids),
    ]);
    const connections = await connectionsOf(this.#knex, records, entries);
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
    const templates = await this.#templates(
      records.map(({ templateId }) => templateId),
      db,
    );
    const versions = await this.#versions(
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
    const runs = await this.#activeRuns(ids, db);
    const moves = await this.#moves.active(ids, db);
    const objects = await this.#stateObjects(ids, db);
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
          activeMove: moves.get(record.id),
        },
      ]),
    );
  }

  async #templates(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, TemplateBrief>> {
    const rows = await db('templates')
      .whereIn('id', [...new Set(ids)])
      .select('id', 'key', 'name', 'enabled');
    return new Map(
      rows.map(row => [row.id, { ...row, enabled: Boolean(row.enabled) }]),
    );
  }

  async #versions(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, VersionBrief>> {
    if (ids.length === 0) {
      return new Map();
    }
    const rows = await db('template_versions')
      .whereIn('id', [...new Set(ids)])
      .select(
        'id',
        'ref',
        'commit_sha',
        'lifecycle',
        'enabled',
        'variable_rules',
      );
    return new Map(
      rows.map(row => [
        row.id,
        {
          id: row.id,
          ref: row.ref,
          commitSha: row.commit_sha ?? '',
          lifecycle: row.lifecycle,
          enabled: Boolean(row.enabled),
          analysed: row.commit_sha !== null,
          hidden: hiddenNames(JSON.parse(row.variable_rules)),
        },
      ]),
    );
  }

  async #activeRuns(
    ids: string[],
    db: Knex = this.#knex,
  ): Promise<Map<string, { id: string; kind: RunKind; state: RunState }>> {
    const rows = await db('resource_locks as l')
      .join('runs as r', 'r.id', 'l.run_id')
      .whereIn('l.resource_id', ids)
      .select('l.resource_id', 'r.id', 'r.kind', 'r.state');
    return new Map(rows.map(({ resource_id, ...run }) => [resource_id, run]));
  }

  async #stateObjects(ids: string[], db: Knex): Promise<Map<string, number>> {
    const rows = await db('state_versions as s')
      .whereIn('s.resource_id', ids)
      .whereNotExists(
        db('state_versions as newer')
          .whereRaw('newer.resource_id = s.resource_id')
          .whereRaw('newer.serial > s.serial')
          .select(db.raw('1')),
      )
      .select('s.resource_id', 's.object_count');
    return new Map(
      rows.map(row => [row.resource_id, Number(row.object_count)]),
    );
  }
}

function hiddenNames(rules: VariableRules): string[] {
  return Object.keys(rules).filter(name => rules[name].sensitive);
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
