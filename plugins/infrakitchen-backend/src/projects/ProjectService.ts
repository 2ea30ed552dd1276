import type {
  Page,
  Project,
  ProjectInput,
  ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import { inTransaction, parseOrder } from '../database';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import { parseCriteria } from './parseCriteria';
import { projectNotFound } from './problems';
import type { ProjectStore } from './ProjectStore';
import type { ProjectWriter } from './ProjectWriter';

/** What a list of projects may be asked for. */
export interface ListProjectsOptions {
  /** `field=value` with `key`, `enabled`, `label` or `owner`. */
  filter?: string[];
  q?: string;
  orderBy?: string;
  limit: number;
  cursor?: string;
}

/** A page of projects with the count of all. */
export type ProjectPage = Page<Project> & { totalItems: number };

/** Verbs besides create, update and delete. */
export type ProjectAction = 'enable' | 'disable';

/** The projects that resources may be in. */
export interface ProjectService {
  list(query: ListProjectsOptions, options: CallOptions): Promise<ProjectPage>;
  get(id: string, options: CallOptions): Promise<Project>;
  create(input: ProjectInput, options: CallOptions): Promise<Project>;
  /** Returns the project unchanged where the patch changes nothing. */
  update(
    id: string,
    patch: ProjectPatch,
    options: WriteCallOptions,
  ): Promise<Project>;
  act(
    id: string,
    action: ProjectAction,
    options: WriteCallOptions,
  ): Promise<Project>;
  delete(id: string, options: WriteCallOptions): Promise<void>;
}

/** {@link ProjectService} over the database. */
export class DefaultProjectService implements ProjectService {
  readonly #knex: Knex;
  readonly #projects: ProjectStore;
  readonly #writer: ProjectWriter;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;

  constructor(options: {
    knex: Knex;
    projects: ProjectStore;
    writer: ProjectWriter;
    history: HistoryStore;
    outbox: Outbox;
  }) {
    this.#knex = options.knex;
    this.#projects = options.projects;
    this.#writer = options.writer;
    this.#history = options.history;
    this.#outbox = options.outbox;
  }

  async list(
    query: ListProjectsOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<ProjectPage> {
    const criteria = parseCriteria(query);
    const [page, totalItems] = await Promise.all([
      this.#projects.list({
        criteria,
        order: parseOrder(query.orderBy, { column: 'name', direction: 'asc' }),
        limit: query.limit,
        cursor: query.cursor,
        scope,
      }),
      this.#projects.count(criteria, scope),
    ]);
    return { ...page, totalItems };
  }

  async get(
    id: string,
    { scope }: Partial<CallOptions> = {},
  ): Promise<Project> {
    const project = await this.#projects.get(id, { scope });
    if (!project) {
      throw projectNotFound(id);
    }
    return project;
  }

  async create(
    input: ProjectInput,
    { credentials, scope }: CallOptions,
  ): Promise<Project> {
    const id = randomUUID();
    await this.#write(
      actorOf(credentials),
      'project.created',
      { id, name: input.name },
      (tx, actor) => this.#writer.create(tx, id, input, actor),
      input,
    );
    return this.get(id, { scope });
  }

  async update(
    id: string,
    patch: ProjectPatch,
    { credentials, revision, scope }: WriteCallOptions,
  ): Promise<Project> {
    await this.#write(
      actorOf(credentials),
      'project.updated',
      { id },
      (tx, actor) => this.#writer.update(tx, id, patch, { actor, revision }),
      patch,
    );
    this.#outbox.wake();
    return this.get(id, { scope });
  }

  async act(
    id: string,
    action: ProjectAction,
    { credentials, revision, scope }: WriteCallOptions,
  ): Promise<Project> {
    const enabled = action === 'enable';
    await this.#write(
      actorOf(credentials),
      `project.${action}d`,
      { id },
      (tx, actor) =>
        this.#writer.setEnabled(tx, id, enabled, { actor, revision }),
    );
    return this.get(id, { scope });
  }

  async delete(
    id: string,
    { credentials, revision }: WriteCallOptions,
  ): Promise<void> {
    await this.#write(
      actorOf(credentials),
      'project.deleted',
      { id },
      (tx, actor) => this.#writer.delete(tx, id, { actor, revision }),
    );
  }

  /** Both the write and its audit line, or neither; a refusal is recorded after. */
  async #write(
    actor: Actor,
    action: string,
    entity: { id: string; name?: string },
    work: (tx: Knex.Transaction, actor: Actor) => Promise<unknown>,
    wanted: { key?: string; name?: string } = {},
  ): Promise<void> {
    await audited(
      this.#history,
      { actor, action, entity: { kind: 'project', ...entity } },
      async () => {
        try {
          await inTransaction(this.#knex, tx => work(tx, actor));
        } catch (error) {
          await this.#writer.explainTaken(entity.id, wanted, error);
          throw error;
        }
      },
    );
  }
}
