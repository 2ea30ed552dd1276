import type { Knex } from 'knex';
import {
  templateKeysIn,
  type NameContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ProjectStore } from '../projects';
import type { TemplateStore } from '../templates';
import type { ValuesService } from './ValuesService';

/** What of a resource its name may be made of, besides values. */
export interface NamedTarget {
  parentIds: string[];
  projectId?: string;
  labels: string[];
}

/** Reads what names are made of, where a pattern asks for it. */
export class NameContexts {
  readonly #templates: TemplateStore;
  readonly #projects: ProjectStore;
  readonly #values: ValuesService;

  constructor(options: {
    templates: TemplateStore;
    projects: ProjectStore;
    values: ValuesService;
  }) {
    this.#templates = options.templates;
    this.#projects = options.projects;
    this.#values = options.values;
  }

  async read(
    namePattern: string | undefined,
    target: NamedTarget,
    db?: Knex,
  ): Promise<NameContext> {
    return (await this.reader(namePattern, [target], db))(target);
  }

  /** Reads for all these targets at once. */
  async reader(
    namePattern: string | undefined,
    targets: NamedTarget[],
    db?: Knex,
  ): Promise<(target: NamedTarget) => NameContext> {
    if (!namePattern) {
      return () => ({});
    }
    const keys = templateKeysIn(namePattern);
    const templateIds = await this.#templates.idsByKey(keys, db);
    const ancestors =
      keys.length > 0
        ? await this.#values.ancestors(targets, { secrets: false, db })
        : () => [];
    const projects = namePattern.includes('{project.key}')
      ? await this.#projects.briefs(
          targets.flatMap(({ projectId }) => projectId ?? []),
          db,
        )
      : new Map<string, { key: string }>();
    return ({ labels, parentIds, projectId }) => ({
      labels,
      projectKey: projectId ? projects.get(projectId)?.key : undefined,
      ancestors: ancestors(parentIds),
      templateIds,
    });
  }
}
