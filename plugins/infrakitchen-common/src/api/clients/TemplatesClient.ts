import type { components } from '../../generated/openapi';
import type {
  AnalysedModule,
  ConnectionsProposal,
  ModuleRefs,
  ModuleSource,
  Template,
  TemplateInput,
  TemplatePatch,
  TemplateVersion,
  Tree,
  ValueError,
  ValuesProposal,
  VersionInput,
  VersionPatch,
  VersionSchema,
} from '../types';
import {
  connect,
  expectOk,
  ifMatch,
  init,
  unwrap,
  type ListOptions,
  type Page,
  type RequestOptions,
  type WriteOptions,
} from '../request';
import { SubscriptionClient } from './SubscriptionClient';

/** Templates, their versions and the modules behind them. @public */
export class TemplatesClient extends SubscriptionClient {
  /** Tags and branches of a repository, newest version first. */
  async listModuleRefs(
    repositoryUrl: string,
    options?: RequestOptions,
  ): Promise<ModuleRefs> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/modules/refs', {
        body: { repositoryUrl },
        ...init(options),
      }),
    );
  }

  /** Reads a module without saving anything. */
  async analyseModule(
    source: ModuleSource,
    options?: RequestOptions,
  ): Promise<AnalysedModule> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/modules/analyse', { body: source, ...init(options) }),
    );
  }

  async listTemplates(
    list: ListOptions = {},
    options?: RequestOptions,
  ): Promise<Page<Template>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates', {
        params: { query: list },
        ...init(options),
      }),
    );
  }

  async getTemplate(id: string, options?: RequestOptions): Promise<Template> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async createTemplate(
    input: TemplateInput,
    options?: RequestOptions,
  ): Promise<Template> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates', {
        body: input as components['schemas']['TemplateInput'],
        ...init(options),
      }),
    );
  }

  /** Creates a template and its first version, both or neither. */
  async importTemplate(
    input: { template: TemplateInput; version: VersionInput },
    options?: RequestOptions,
  ): Promise<{ template: Template; version: TemplateVersion }> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates/import', { body: input, ...init(options) }),
    );
  }

  async updateTemplate(
    id: string,
    patch: TemplatePatch,
    options?: WriteOptions,
  ): Promise<Template> {
    const client = await connect(this);
    return unwrap(
      await client.PATCH('/templates/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        body: patch,
        ...init(options),
      }),
    );
  }

  async deleteTemplate(id: string, options?: RequestOptions): Promise<void> {
    const client = await connect(this);
    await expectOk(
      await client.DELETE('/templates/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async actOnTemplate(
    id: string,
    action: 'enable' | 'disable',
    options?: RequestOptions,
  ): Promise<Template> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates/{id}/actions/{action}', {
        params: { path: { id, action } },
        ...init(options),
      }),
    );
  }

  /**
   * All templates that the caller may see, with references between them.
   * `truncated` where there are more than one answer holds (2,000).
   */
  async getTemplatesTree(options?: RequestOptions): Promise<Tree> {
    const client = await connect(this);
    return unwrap(await client.GET('/templates/tree', init(options)));
  }

  async getTemplateTree(id: string, options?: RequestOptions): Promise<Tree> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates/{id}/tree', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  /**
   * Versions of a template, newest first. `q` is a part of the tag or branch, the
   * path or the description, or the beginning of the commit.
   */
  async listVersions(
    templateId: string,
    list: Pick<ListOptions, 'q' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<TemplateVersion>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates/{id}/versions', {
        params: { path: { id: templateId }, query: list },
        ...init(options),
      }),
    );
  }

  async createVersion(
    templateId: string,
    input: VersionInput,
    options?: RequestOptions,
  ): Promise<TemplateVersion> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates/{id}/versions', {
        params: { path: { id: templateId } },
        body: input,
        ...init(options),
      }),
    );
  }

  async getVersion(
    id: string,
    options?: RequestOptions,
  ): Promise<TemplateVersion> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/versions/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async updateVersion(
    id: string,
    patch: VersionPatch,
    options?: WriteOptions,
  ): Promise<TemplateVersion> {
    const client = await connect(this);
    return unwrap(
      await client.PATCH('/versions/{id}', {
        params: { path: { id }, header: ifMatch(options) },
        body: patch,
        ...init(options),
      }),
    );
  }

  async deleteVersion(id: string, options?: RequestOptions): Promise<void> {
    const client = await connect(this);
    await expectOk(
      await client.DELETE('/versions/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async actOnVersion(
    id: string,
    action: 'analyse' | 'enable' | 'disable',
    options?: RequestOptions,
  ): Promise<TemplateVersion> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/versions/{id}/actions/{action}', {
        params: { path: { id, action } },
        ...init(options),
      }),
    );
  }

  /**
   * JSON Schema of a version's variables and what the given parents and project
   * would hand down; without a project that of the parents.
   */
  async getVersionSchema(
    id: string,
    parents: string[],
    options?: RequestOptions & { project?: string },
  ): Promise<VersionSchema> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/versions/{id}/schema', {
        params: {
          path: { id },
          query: { parents, project: options?.project },
        },
        ...init(options),
      }),
    );
  }

  /**
   * What is wrong with connections for a resource of a template that is not
   * there yet: empty where it may be created with them. Stores nothing.
   */
  async checkTemplateConnections(
    id: string,
    proposal: ConnectionsProposal,
    options?: RequestOptions,
  ): Promise<ValueError[]> {
    const client = await connect(this);
    const { errors } = unwrap(
      await client.POST('/templates/{id}/connections', {
        params: { path: { id } },
        body: proposal,
        ...init(options),
      }),
    );
    return errors;
  }

  /**
   * What is wrong with the values of a resource that is not there yet: empty
   * where they are fit for a run. Stores nothing.
   */
  async checkVersionValues(
    id: string,
    proposal: ValuesProposal,
    options?: RequestOptions,
  ): Promise<ValueError[]> {
    const client = await connect(this);
    const { errors } = unwrap(
      await client.POST('/versions/{id}/values', {
        params: { path: { id } },
        body: proposal,
        ...init(options),
      }),
    );
    return errors;
  }
}
