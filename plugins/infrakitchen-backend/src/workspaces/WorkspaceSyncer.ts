import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { inTransaction } from '../database';
import type { Actor } from '../history';
import type { WorkspaceGit } from './git/types';
import { readRepository } from './repositoryState';
import type { RepositoryHosts } from './RepositoryHosts';
import type { WorkspaceRecord } from './types';
import type { WorkspaceStore } from './WorkspaceStore';
import type { WorkspaceWriter } from './WorkspaceWriter';

const SWEEP_MS = 60_000;
/** Repositories that are asked for at once. */
const AT_ONCE = 4;
const TIDY_MS = 60 * 60_000;

const actor: Actor = { kind: 'schedule', ref: 'workspace-sync' };

/**
 * Looks at the repositories of workspaces from time to time, so that a new name
 * or a lost right is known before somebody needs it, and removes the clones of
 * those that are no workspace any more.
 */
export class WorkspaceSyncer {
  readonly #knex: Knex;
  readonly #workspaces: Pick<WorkspaceStore, 'takeDue' | 'wake' | 'urls'>;
  readonly #writer: Pick<WorkspaceWriter, 'synced'>;
  readonly #hosts: Pick<RepositoryHosts, 'call'>;
  readonly #git: Pick<WorkspaceGit, 'keepOnly'>;
  readonly #syncMs: number;
  readonly #logger: LoggerService;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #tidiedAt = 0;
  #stopped = false;

  constructor(options: {
    knex: Knex;
    workspaces: Pick<WorkspaceStore, 'takeDue' | 'wake' | 'urls'>;
    writer: Pick<WorkspaceWriter, 'synced'>;
    hosts: Pick<RepositoryHosts, 'call'>;
    git: Pick<WorkspaceGit, 'keepOnly'>;
    /** Between two looks at one repository. */
    syncMs: number;
    logger: LoggerService;
  }) {
    this.#knex = options.knex;
    this.#workspaces = options.workspaces;
    this.#writer = options.writer;
    this.#hosts = options.hosts;
    this.#git = options.git;
    this.#syncMs = options.syncMs;
    this.#logger = options.logger;
  }

  start(): void {
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** A host tells that repositories may be others than they were. */
  async wake(ids: string[]): Promise<void> {
    if (ids.length > 0) {
      await this.#workspaces.wake(ids);
      this.sweep();
    }
  }

  /** Looks at those that it is time for; joins a sweep that is under way. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep()
      .catch(error =>
        this.#logger.warn(`Looking at workspaces failed: ${error}`),
      )
      .finally(() => {
        this.#sweeping = undefined;
      });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    let due: WorkspaceRecord[];
    do {
      due = await this.#workspaces.takeDue({
        limit: AT_ONCE,
        nextAt: Date.now() + this.#syncMs,
      });
      await Promise.all(due.map(workspace => this.#look(workspace)));
    } while (due.length > 0 && !this.#stopped);
    if (this.#tidiedAt < Date.now() - TIDY_MS) {
      this.#tidiedAt = Date.now();
      await this.#git.keepOnly(await this.#workspaces.urls());
    }
  }

  async #look(workspace: WorkspaceRecord): Promise<void> {
    try {
      const reading = await readRepository(this.#hosts, workspace);
      await inTransaction(this.#knex, tx =>
        this.#writer.synced(tx, workspace.id, reading, { actor }),
      );
    } catch (error) {
      this.#logger.info(
        `The workspace ${workspace.name} could not be looked at, and is again later: ${error}`,
      );
    }
  }
}
