import {
  buildFormSchema,
  describeNaming,
  InfrakitchenError,
  maskEffective,
  validateValues,
  type ValueError,
  type Values,
  type ValuesProposal,
  type VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope, CallOptions } from '../access';
import { normaliseEntries } from '../entries';
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

/** Values of a resource that is not there yet, and where it is to be. */
export interface ProposedValues extends ValuesProposal {
  versionId: string;
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
    query: VersionSchemaQuery,
    options: Partial<CallOptions> = {},
  ): Promise<VersionSchema> {
    const { version, place } = await this.#place(query, options.scope);
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

  /** What a resource with these values would be refused for, here. */
  async check(
    proposal: ProposedValues,
    options: Partial<CallOptions> = {},
  ): Promise<ValueError[]> {
    const { version, place } = await this.#place(
      { ...proposal, parentIds: proposal.parentIds ?? [] },
      options.scope,
    );
    const template = await this.#deps.templates.get(version.templateId);
    const values = (proposal.values ?? {}) as Values;
    const { analysis, variableRules } = version;
    const { namePattern } = template?.conventions ?? {};
    const target = { ...place, labels: proposal.labels ?? [] };
    return validateValues({
      variables: analysis.variables,
      rules: variableRules,
      resolved: await this.#deps.values.resolve(
        {
          ...place,
          version,
          entries: {
            tags: normaliseEntries(proposal.tags, 'tag'),
            configs: normaliseEntries(proposal.configs, 'config'),
          },
          values,
        },
        { secrets: false },
      ),
      ownValues: values,
      conventions: template?.conventions,
      name: proposal.name,
      naming: await this.#deps.naming.read(namePattern, target),
    });
  }

  /** The version, and where the resource would be. */
  async #place(
    { versionId, parentIds, projectId }: VersionSchemaQuery,
    scope: AccessScope | undefined,
  ) {
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
    return {
      version: { ...version, analysis: version.analysis },
      place: { parentIds, projectId: projectId ?? commonProject(parents) },
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
