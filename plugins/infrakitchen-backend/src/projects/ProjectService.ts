import { randomUUID } from 'node:crypto';
import type {
  Project,
  ProjectInput,
  ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import type { ConnectionGate } from '../connections';
import type { HistoryStore } from '../history';
import { DefaultKeyedService, type KeyedService } from '../keyed';
import type { Outbox } from '../outbox';
import { parseCriteria } from './parseCriteria';
import { projectNotFound } from './problems';
import type { ProjectStore } from './ProjectStore';
import type { ProjectWriter } from './ProjectWriter';
import type { ProjectCriteria } from './types';

/** The projects that resources may be in. */
export type ProjectService = KeyedService<Project, ProjectInput, ProjectPatch>;

/** {@link ProjectService} over the database. */
export class DefaultProjectService extends DefaultKeyedService<
  Project,
  ProjectInput,
  ProjectPatch,
  ProjectCriteria
> {
  readonly #outbox: Outbox;
  readonly #gate: ConnectionGate;

  constructor(options: {
    knex: Knex;
    projects: ProjectStore;
    writer: ProjectWriter;
    history: HistoryStore;
    outbox: Outbox;
    connectionGate: ConnectionGate;
  }) {
    super({
      ...options,
      kind: 'project',
      reader: options.projects,
      parseCriteria,
      notFound: projectNotFound,
    });
    this.#outbox = options.outbox;
    this.#gate = options.connectionGate;
  }

  async create(input: ProjectInput, options: CallOptions): Promise<Project> {
    const entity = { id: randomUUID(), name: input.name };
    await this.#assertMayShare(input, 'created', entity, options);
    return super.create(input, options);
  }

  async update(
    id: string,
    patch: ProjectPatch,
    options: WriteCallOptions,
  ): Promise<Project> {
    await this.#assertMayShare(patch, 'updated', { id }, options, async () => {
      const { workspace } = await this.get(id, options);
      return workspace?.id;
    });
    const updated = await super.update(id, patch, options);
    this.#outbox.wake();
    return updated;
  }

  /** What the project's resources share takes the right to use it. */
  async #assertMayShare(
    { workspaceId }: Pick<ProjectPatch, 'workspaceId'>,
    verb: string,
    entity: { id: string; name?: string },
    { credentials }: CallOptions,
    /** What it shares already. */
    shared: () => Promise<string | undefined> = async () => undefined,
  ): Promise<void> {
    if (!workspaceId) {
      return;
    }
    await audited(
      this.parts.history,
      {
        actor: actorOf(credentials),
        action: `project.${verb}`,
        entity: { kind: 'project', ...entity },
      },
      async () => {
        if (workspaceId !== (await shared())) {
          await this.#gate.assertMayUse(
            { workspace: [workspaceId] },
            credentials,
          );
        }
      },
    );
  }
}
