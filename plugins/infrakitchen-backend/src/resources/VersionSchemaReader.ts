import {
  buildFormSchema,
  describeNaming,
  InfrakitchenError,
  maskEffective,
  type VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope, CallOptions } from '../access';
import { projectNotFound, type ProjectStore } from '../projects';
import type { TemplateStore } from '../templates';
import type { VersionStore } from '../versions';
import type { NameContexts } from './NameContexts';
import { commonProject } from './placement';
import { parentNotFound } from './problems';
import type { ResourceStore } from './ResourceStore';
import type { ValuesService } from './ValuesService';

/** What values are inherited from where a resource is to be. */
export interface VersionSchemaQuery {
  versionId: string;
  parentIds: string[];
  /** That of the parents where absent and where they agree. */
  projectId?: string;
}

/** What {@link VersionSchemaReader} works with. */
export interface VersionSchemaReaderDeps {
  resources: ResourceStore;
  templates: TemplateStore;
  versions: VersionStore;
  projects: ProjectStore;
  values: ValuesService;
  naming: NameContexts;
}

/** Describes the form of a new resource in a place. */
export class VersionSchemaReader {
  readonly #deps: VersionSchemaReaderDeps;

  constructor(deps: VersionSchemaReaderDeps) {
    this.#deps = deps;
  }

  async read(
    { versionId, parentIds, projectId }: VersionSchemaQuery,
    { scope }: Partial<CallOptions> = {},
  ): Promise<VersionSchema> {
    await this.#requireParents(parentIds, scope);
    const version = await this.#deps.versions.get(versionId);
    if (!version?.analysis) {
      throw new InfrakitchenError('NotFoundError', {
        code: 'version_not_found',
        message: `There is no analysed version with the id '${versionId}'`,
        culprits: [{ kind: 'version', id: versionId }],
      });
    }
    const parents = await this.#deps.resources.getMany(parentIds);
    const unknown = parentIds.find(
      id => !parents.some(parent => parent.id === id),
    );
    if (unknown) {
      throw parentNotFound(unknown);
    }
    if (projectId && !(await this.#deps.projects.get(projectId))) {
      throw projectNotFound(projectId, 'InputError');
    }
    const place = { parentIds, projectId: projectId ?? commonProject(parents) };
    const resolved = await this.#deps.values.resolve(
      {
        ...place,
        version,
        entries: { tags: [], configs: [] },
        values: {},
      },
      { secrets: false },
    );
    return {
      ...maskEffective(resolved),
      naming: await this.#naming(version.templateId, place),
      schema: buildFormSchema({
        variables: version.analysis.variables,
        rules: version.variableRules,
        resolved,
      }),
    };
  }

  /** The convention for the name of something in a place. */
  async #naming(
    templateId: string,
    place: { parentIds: string[]; projectId?: string },
  ): Promise<VersionSchema['naming']> {
    const template = await this.#deps.templates.get(templateId);
    const pattern = template?.conventions.namePattern;
    const target = { ...place, labels: [] };
    return pattern
      ? describeNaming(pattern, await this.#deps.naming.read(pattern, target))
      : undefined;
  }

  /** What a parent hands down is for those who may see it. */
  async #requireParents(
    parentIds: string[],
    scope: AccessScope | undefined,
  ): Promise<void> {
    if (!scope || scope.isUnrestricted) {
      return;
    }
    const seen = await this.#deps.resources.seen(parentIds, scope);
    const unknown = parentIds.find(id => !seen.has(id));
    if (unknown) {
      throw parentNotFound(unknown);
    }
  }
}
