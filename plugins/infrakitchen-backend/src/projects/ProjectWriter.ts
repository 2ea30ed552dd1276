import type {
  ProjectInput,
  ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { refuseRulesAbout } from '../approvals/rulesAbout';
import { isUniqueViolation } from '../database';
import type { GrantStore } from '../access';
import { recordChange, type Actor, type HistoryStore } from '../history';
import {
  KeyedStore,
  refuseTaken,
  type KeyedWriteOptions,
  type KeyedWriter,
  type Wanted,
} from '../keyed';
import type { Outbox } from '../outbox';
import { assertRevision } from '../templates';
import type { WorkspacePlaces } from '../workspaces';
import { applyPatch, handsDownSame, isSame, toNewRecord } from './changes';
import { hasResources, projectNotFound } from './problems';
import type { ProjectStore } from './ProjectStore';
import { projectCulprit, snapshotOf, type ProjectRecord } from './types';

/**
 * Changes projects inside a transaction, with every rule, the revision and the
 * audit line.
 */
export class ProjectWriter implements KeyedWriter<ProjectInput, ProjectPatch> {
  readonly #keyed: KeyedStore;
  readonly #projects: ProjectStore;
  readonly #places: WorkspacePlaces;
  readonly #grants: GrantStore;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: {
    knex: Knex;
    projects: ProjectStore;
    places: WorkspacePlaces;
    grants: GrantStore;
    history: HistoryStore;
    outbox: Outbox;
  }) {
    this.#keyed = new KeyedStore(options.knex, 'project');
    this.#projects = options.projects;
    this.#places = options.places;
    this.#grants = options.grants;
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  async create(
    tx: Knex.Transaction,
    id: string,
    input: ProjectInput,
    actor: Actor,
  ): Promise<void> {
    const record = toNewRecord(id, input, actor.ref);
    await this.#refuseTaken(record, id, tx);
    await this.#places.placeFollowers(tx, undefined, record);
    await this.#projects.insert(tx, record);
    await this.#record(tx, actor, 'project.created', undefined, record);
  }

  async update(
    tx: Knex.Transaction,
    id: string,
    patch: ProjectPatch,
    options: KeyedWriteOptions,
  ): Promise<void> {
    if (patch.workspaceId !== undefined) {
      // Before the project: an edit locks its resource first, then the project.
      await this.#places.holdFollowers(tx, id);
    }
    const before = await this.#lock(tx, id, options.revision);
    const after = applyPatch(before, patch);
    if (isSame(before, after)) {
      return;
    }
    if (after.name !== before.name) {
      await this.#refuseTaken({ name: after.name }, id, tx);
    }
    await this.#places.placeFollowers(tx, before, after);
    await this.#save(tx, before, after, 'project.updated', options.actor);
  }

  async setEnabled(
    tx: Knex.Transaction,
    id: string,
    enabled: boolean,
    options: KeyedWriteOptions,
  ): Promise<void> {
    const before = await this.#lock(tx, id, options.revision);
    if (before.enabled === enabled) {
      return;
    }
    await this.#save(
      tx,
      before,
      { ...before, enabled },
      enabled ? 'project.enabled' : 'project.disabled',
      options.actor,
    );
  }

  async delete(
    tx: Knex.Transaction,
    id: string,
    options: KeyedWriteOptions,
  ): Promise<void> {
    // Whoever puts a resource into the project holds its row, and comes after.
    const project = await this.#lock(tx, id, options.revision);
    const resources = await this.#projects.resourcesIn(tx, id);
    if (resources.total > 0) {
      throw hasResources(project, resources);
    }
    await refuseRulesAbout(tx, projectCulprit(project));
    const grants = await this.#grants.deleteAt(tx, 'project', id);
    await this.#projects.delete(tx, id);
    const after = { ...project, revision: project.revision + 1 };
    await this.#record(tx, options.actor, 'project.deleted', project, after, {
      grants,
    });
  }

  /** Says who has the key or the name where two requests wanted it at once. */
  async explainTaken(
    id: string,
    wanted: Wanted,
    error: unknown,
  ): Promise<void> {
    if (isUniqueViolation(error)) {
      await this.#refuseTaken(wanted, id, undefined, error);
    }
  }

  async #lock(
    tx: Knex.Transaction,
    id: string,
    revision: number | undefined,
  ): Promise<ProjectRecord> {
    const record = await this.#projects.lock(tx, id);
    if (!record) {
      throw projectNotFound(id);
    }
    assertRevision({ ...record, culprit: projectCulprit(record) }, revision);
    return record;
  }

  async #refuseTaken(
    wanted: Wanted,
    exceptId?: string,
    db?: Knex,
    cause?: unknown,
  ): Promise<void> {
    const found = await this.#keyed.holders(wanted, db);
    refuseTaken('project', found, { wanted, exceptId, cause });
  }

  async #save(
    tx: Knex.Transaction,
    before: ProjectRecord,
    changed: ProjectRecord,
    action: string,
    actor: Actor,
  ): Promise<void> {
    const after = {
      ...changed,
      revision: before.revision + 1,
      updatedAt: Date.now(),
    };
    await this.#projects.update(tx, before, after);
    await this.#record(tx, actor, action, before, after);
    if (!handsDownSame(before, after)) {
      await this.#outbox.add(tx, {
        topic: 'project.changed',
        key: `project.changed:${after.id}:${after.revision}`,
        payload: { projectId: after.id },
      });
    }
  }

  async #record(
    tx: Knex.Transaction,
    actor: Actor,
    action: string,
    before: ProjectRecord | undefined,
    after: ProjectRecord,
    detail?: JsonObject,
  ): Promise<void> {
    await recordChange(this.#history, tx, {
      actor,
      action,
      entity: { kind: 'project', id: after.id, name: after.name },
      revision: after.revision,
      before: before && snapshotOf(before),
      after: snapshotOf(after),
      isDeleted: action === 'project.deleted',
      detail,
    });
  }
}
