import type {
  Project,
  ProjectInput,
  ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { WriteCallOptions } from '../access';
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

  constructor(options: {
    knex: Knex;
    projects: ProjectStore;
    writer: ProjectWriter;
    history: HistoryStore;
    outbox: Outbox;
  }) {
    super({
      ...options,
      kind: 'project',
      reader: options.projects,
      parseCriteria,
      notFound: projectNotFound,
    });
    this.#outbox = options.outbox;
  }

  async update(
    id: string,
    patch: ProjectPatch,
    options: WriteCallOptions,
  ): Promise<Project> {
    const updated = await super.update(id, patch, options);
    this.#outbox.wake();
    return updated;
  }
}
