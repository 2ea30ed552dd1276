import type {
  ProjectInput,
  ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { isUniqueViolation } from '../database';
import type { GrantStore } from '../access';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import { assertRevision, sample } from '../templates';
import { applyPatch, handsDownSame, isSame, toNewRecord } from './changes';
import { hasResources, keyTaken, nameTaken, projectNotFound } from './problems';
import type { ProjectStore } from './ProjectStore';
import { projectCulprit, snapshotOf, type ProjectRecord } from './types';

interface WriteOptions {
  actor: Actor;
  /** The revision that the caller has seen. */
  revision?: number;
}

/**
 * Changes projects inside a transaction, with every rule, the revision and the
 * audit line.
 */
export class ProjectWriter {
  readonly #projects: ProjectStore;
  readonly #grants: GrantStore;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: {
    projects: ProjectStore;
    grants: GrantStore;
    history: HistoryStore;
    outbox: Outbox;
  }) {
    this.#projects = options.projects;
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
    await this.#projects.insert(tx, record);
    await this.#record(tx, actor, 'project.created', undefined, record);
  }

  async update(
    tx: Knex.Transaction,
    id: string,
    patch: ProjectPatch,
    options: WriteOptions,
  ): Promise<void> {
    const before = await this.#lock(tx, id, options.revision);
    const after = applyPatch(before, patch);
    if (isSame(before, after)) {
      return;
    }
    if (after.name !== before.name) {
      await this.#refuseTaken({ name: after.name }, id, tx);
    }
    await this.#save(tx, before, after, 'project.updated', options.actor);
  }

  async setEnabled(
    tx: Knex.Transaction,
    id: string,
    enabled: boolean,
    options: WriteOptions,
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
    options: WriteOptions,
  ): Promise<void> {
    // Whoever puts a resource into the project holds its row, and comes after.
    const project = await this.#lock(tx, id, options.revision);
    const resources = await sample(tx('resources').where('project_id', id), {
      id: 'resources.id',
      name: 'resources.name',
    });
    if (resources.total > 0) {
      throw hasResources(project, resources);
    }
    await this.#grants.deleteAt(tx, 'project', id);
    await this.#projects.delete(tx, id);
    await this.#record(tx, options.actor, 'project.deleted', project, {
      ...project,
      revision: project.revision + 1,
    });
  }

  /** Says who has the key or the name where two requests wanted it at once. */
  async explainTaken(
    id: string,
    wanted: { key?: string; name?: string },
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
    { key, name }: { key?: string; name?: string },
    exceptId: string,
    db?: Knex,
    cause?: unknown,
  ): Promise<void> {
    if (key === undefined && name === undefined) {
      return;
    }
    const found = await this.#projects.findTaken({ key, name }, db);
    const holders = found.filter(holder => holder.id !== exceptId);
    const sameKey = holders.find(holder => holder.key === key);
    if (sameKey) {
      throw keyTaken(sameKey, cause);
    }
    if (holders.length > 0) {
      throw nameTaken(holders[0], cause);
    }
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
  ): Promise<void> {
    const snapshot = snapshotOf(after);
    await this.#history.addRevision(tx, {
      kind: 'project',
      id: after.id,
      revision: after.revision,
      snapshot,
      actor: actor.ref,
    });
    await this.#history.audit(tx, {
      actor,
      action,
      outcome: 'succeeded',
      entity: { kind: 'project', id: after.id, name: after.name },
      before: before && snapshotOf(before),
      after: action === 'project.deleted' ? undefined : snapshot,
    });
  }
}
