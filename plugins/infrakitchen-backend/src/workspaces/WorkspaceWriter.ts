import {
  InfrakitchenError,
  jsonEquals,
  type WorkspaceInput,
  type WorkspacePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonObject } from '@backstage/types';
import type { HostedRepository } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Knex } from 'knex';
import type { GrantStore } from '../access';
import { isUniqueViolation } from '../database';
import { recordChange, type Actor, type HistoryStore } from '../history';
import { assertRevision, cleared } from '../templates';
import { workspaceExists, workspaceInUse, workspaceNotFound } from './problems';
import { factsOf, problemOf, type Reading } from './repositoryState';
import type { HostedBy } from './RepositoryHosts';
import { snapshotOf, workspaceCulprit } from './snapshot';
import type { WorkspaceRecord } from './types';
import type { WorkspaceStore } from './WorkspaceStore';
import type { WorkspaceUserStore } from './WorkspaceUserStore';

interface WriteOptions {
  actor: Actor;
  /** The revision that the caller has seen. */
  revision?: number;
}

/**
 * Changes workspaces inside a transaction, with every rule, the revision and
 * the audit line.
 */
export class WorkspaceWriter {
  readonly #workspaces: WorkspaceStore;
  readonly #users: WorkspaceUserStore;
  readonly #grants: GrantStore;
  readonly #history: HistoryStore;

  constructor(options: {
    workspaces: WorkspaceStore;
    users: WorkspaceUserStore;
    grants: GrantStore;
    history: HistoryStore;
  }) {
    this.#workspaces = options.workspaces;
    this.#users = options.users;
    this.#grants = options.grants;
    this.#history = options.history;
  }

  /** @throws `repository_unusable` or `workspace_exists` */
  async create(
    tx: Knex.Transaction,
    id: string,
    input: Pick<WorkspaceInput, 'description' | 'labels'>,
    from: { by: HostedBy; repository: HostedRepository },
    actor: Actor,
  ): Promise<void> {
    const { by, repository } = from;
    const problem = problemOf(repository);
    if (problem) {
      throw repositoryUnusable(repository, problem);
    }
    await this.refuseRegistered(from, tx);
    const now = Date.now();
    const record: WorkspaceRecord = {
      id,
      ...by,
      repositoryId: repository.id,
      ...factsOf(repository),
      description: input.description || undefined,
      labels: input.labels ?? [],
      status: 'ok',
      syncedAt: now,
      revision: 1,
      createdBy: actor.ref,
      createdAt: now,
      updatedAt: now,
    };
    await this.#workspaces.insert(tx, record);
    await this.#record(tx, actor, 'created', undefined, record);
  }

  async update(
    tx: Knex.Transaction,
    id: string,
    patch: WorkspacePatch,
    options: WriteOptions,
  ): Promise<void> {
    const before = await this.#lock(tx, id, options.revision);
    await this.#save(tx, options.actor, 'updated', before, {
      ...before,
      description: cleared(patch.description, before.description),
      labels: patch.labels ?? before.labels,
    });
  }

  /** Takes over what was read; says whether anything is other than it was. */
  async synced(
    tx: Knex.Transaction,
    id: string,
    reading: Reading,
    { actor }: WriteOptions,
  ): Promise<void> {
    const before = await this.#lock(tx, id, undefined);
    const problem =
      'problem' in reading ? reading.problem : problemOf(reading.repository);
    await this.#save(tx, actor, 'synced', before, {
      ...before,
      ...('repository' in reading && factsOf(reading.repository)),
      status: problem ? 'error' : 'ok',
      problem,
      syncedAt: Date.now(),
    });
  }

  async delete(
    tx: Knex.Transaction,
    id: string,
    options: WriteOptions,
  ): Promise<void> {
    // Whoever attaches it holds its row, and comes after.
    const record = await this.#lock(tx, id, options.revision);
    const users = await this.#users.sample(tx, id);
    if (users.length > 0) {
      throw workspaceInUse(record, users);
    }
    await this.#users.detachDestroyed(tx, id);
    const grants = await this.#grants.deleteAt(tx, 'workspace', id);
    await this.#workspaces.delete(tx, id);
    const after = { ...record, revision: record.revision + 1 };
    await this.#record(tx, options.actor, 'deleted', record, after, { grants });
  }

  /** @throws `workspace_exists` where the repository is registered. */
  async refuseRegistered(
    { by, repository }: { by: HostedBy; repository: HostedRepository },
    db?: Knex,
    cause?: unknown,
  ): Promise<void> {
    const registered = await this.#workspaces.registered(
      by.provider,
      repository.cloneUrl,
      [repository.id],
      db,
    );
    const holder = registered.get(repository.id);
    if (holder && (!cause || isUniqueViolation(cause))) {
      throw workspaceExists(holder, cause);
    }
  }

  async #lock(
    tx: Knex.Transaction,
    id: string,
    revision: number | undefined,
  ): Promise<WorkspaceRecord> {
    const record = await this.#workspaces.lock(tx, id);
    if (!record) {
      throw workspaceNotFound(id);
    }
    assertRevision({ ...record, culprit: workspaceCulprit(record) }, revision);
    return record;
  }

  async #save(
    tx: Knex.Transaction,
    actor: Actor,
    verb: string,
    before: WorkspaceRecord,
    changed: WorkspaceRecord,
  ): Promise<void> {
    if (jsonEquals(snapshotOf(before), snapshotOf(changed))) {
      if (changed.syncedAt !== before.syncedAt) {
        await this.#workspaces.update(tx, changed);
        if (actor.kind === 'schedule') {
          return;
        }
        // Nothing new is worth a revision, but somebody had it looked at.
        await this.#history.audit(tx, {
          actor,
          action: `workspace.${verb}`,
          outcome: 'succeeded',
          entity: { kind: 'workspace', id: before.id, name: before.name },
        });
      }
      return;
    }
    const after = {
      ...changed,
      revision: before.revision + 1,
      updatedAt: Date.now(),
    };
    await this.#workspaces.update(tx, after);
    await this.#record(tx, actor, verb, before, after);
  }

  async #record(
    tx: Knex.Transaction,
    actor: Actor,
    verb: string,
    before: WorkspaceRecord | undefined,
    after: WorkspaceRecord,
    detail?: JsonObject,
  ): Promise<void> {
    await recordChange(this.#history, tx, {
      actor,
      action: `workspace.${verb}`,
      entity: { kind: 'workspace', id: after.id, name: after.name },
      revision: after.revision,
      before: before && snapshotOf(before),
      after: snapshotOf(after),
      isDeleted: verb === 'deleted',
      detail,
    });
  }
}

function repositoryUnusable(
  { fullName }: HostedRepository,
  problem: string,
): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'repository_unusable',
    message: `'${fullName}' cannot be registered: ${problem}`,
    culprits: [{ kind: 'repository', name: fullName }],
  });
}
