import {
  isInfrakitchenError,
  type AnalysedModule,
  type ModuleRefs,
  type ModuleSource,
  type Page,
  type Template,
  type TemplateVersion,
  type VariableRules,
  type VersionComparison,
  type VersionInput,
  type VersionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import { inTransaction, isUniqueViolation } from '../database';
import type { Actor, AuditRecord, HistoryStore } from '../history';
import type { GitSources } from '../sources';
import {
  assertRevision,
  templateNotFound,
  type TemplateStore,
  type TemplateWriter,
} from '../templates';
import type { ModuleAnalyser } from './ModuleAnalyser';
import { ModuleReader } from './ModuleReader';
import {
  keepsPrevious,
  templateAbstract,
  versionExists,
  versionNotFound,
} from './problems';
import { shown, versionCulprit, type NormalisedSource } from './types';
import type { VersionComparer } from './VersionComparer';
import type {
  TemplateImport,
  VersionAction,
  VersionService,
} from './VersionService';
import type { VersionStore } from './VersionStore';
import type { VersionWriter } from './VersionWriter';

/** What {@link DefaultVersionService} is made from. */
export interface VersionServiceOptions {
  knex: Knex;
  versions: VersionStore;
  writer: VersionWriter;
  templates: TemplateStore;
  templateWriter: TemplateWriter;
  sources: Pick<GitSources, 'listRefs' | 'normaliseUrl'>;
  analyser: ModuleAnalyser;
  comparer: VersionComparer;
  history: HistoryStore;
}

/** {@link VersionService} over the database and git. */
export class DefaultVersionService implements VersionService {
  readonly #deps: VersionServiceOptions;
  readonly #modules: ModuleReader;

  constructor(options: VersionServiceOptions) {
    this.#deps = options;
    this.#modules = new ModuleReader(options);
  }

  async listRefs(
    repositoryUrl: string,
    options: CallOptions,
  ): Promise<ModuleRefs> {
    return this.#modules.listRefs(repositoryUrl, options);
  }

  async analyseModule(
    given: ModuleSource,
    options: CallOptions,
  ): Promise<AnalysedModule> {
    return this.#modules.analyse(given, options);
  }

  async importTemplate(
    input: TemplateImport,
    { credentials, scope }: CallOptions,
  ): Promise<{ template: Template; version: TemplateVersion }> {
    const { analyser, templateWriter, writer } = this.#deps;
    const actor = actorOf(credentials);
    const [templateId, versionId] = [randomUUID(), randomUUID()];
    const { name } = input.template;
    await this.#audited(
      actor,
      'template.created',
      { kind: 'template', id: templateId, name },
      async () => {
        if (input.template.abstract) {
          throw templateAbstract({ id: templateId, name });
        }
        await templateWriter.assertCreatable(templateId, input.template);
        const source = analyser.normalise(input.version);
        const module = await analyser.analyse(source);
        try {
          await this.#inTransaction(async tx => {
            await templateWriter.create(tx, templateId, input.template, actor);
            await writer.create(tx, {
              id: versionId,
              templateId,
              source,
              module,
              input: input.version,
              actor,
            });
          });
        } catch (error) {
          await templateWriter.explainTaken(templateId, input.template, error);
          throw error;
        }
      },
    );
    const [template, version] = await Promise.all([
      this.#deps.templates.get(templateId, { scope }),
      this.get(versionId, { scope }),
    ]);
    return { template: template!, version };
  }

  async list(
    templateId: string,
    page: { q?: string; limit: number; cursor?: string },
    { scope }: Partial<CallOptions> = {},
  ): Promise<Page<TemplateVersion>> {
    await this.#requireTemplate(templateId);
    const q = page.q?.trim() || undefined;
    const { items, ...rest } = await this.#deps.versions.list({
      templateId,
      ...page,
      q,
      scope,
    });
    return { ...rest, items: items.map(shown) };
  }

  async get(
    id: string,
    { scope }: Partial<CallOptions> = {},
  ): Promise<TemplateVersion> {
    const { versions } = this.#deps;
    const version = await versions.getCounted(id, scope);
    if (!version) {
      throw versionNotFound(id);
    }
    return shown(version);
  }

  async compare(
    id: string,
    otherId: string | undefined,
    options: Partial<CallOptions> = {},
  ): Promise<VersionComparison> {
    return this.#deps.comparer.compare(id, otherId, options);
  }

  async create(
    templateId: string,
    input: VersionInput,
    { credentials, scope }: CallOptions,
  ): Promise<TemplateVersion> {
    const id = await this.#create(templateId, input, actorOf(credentials));
    return this.#compared(id, scope);
  }

  /** Adds a version that nobody asked for; it is a preview until somebody says more. */
  async propose(
    templateId: string,
    source: ModuleSource,
    options: { actor: Actor; variableRules: VariableRules },
  ): Promise<void> {
    await this.#create(
      templateId,
      {
        ...source,
        lifecycle: 'preview',
        variableRules: options.variableRules,
      },
      options.actor,
    );
  }

  async #create(
    templateId: string,
    input: VersionInput,
    actor: Actor,
  ): Promise<string> {
    const { analyser, writer } = this.#deps;
    const id = randomUUID();
    await this.#audited(
      actor,
      'version.created',
      { kind: 'version', id, name: input.ref },
      async () => {
        const source = analyser.normalise(input);
        await this.#assertAddable(templateId, source);
        const module = await analyser.analyse(source);
        const version = { id, templateId, source, module, input, actor };
        try {
          await this.#inTransaction(tx => writer.create(tx, version));
        } catch (error) {
          if (isUniqueViolation(error)) {
            await this.#assertNew(templateId, source, error);
          }
          throw error;
        }
      },
    );
    return id;
  }

  async update(
    id: string,
    patch: VersionPatch,
    { credentials, revision, scope }: WriteCallOptions,
  ): Promise<TemplateVersion> {
    const actor = actorOf(credentials);
    await this.#audited(actor, 'version.updated', { kind: 'version', id }, () =>
      this.#inTransaction(tx =>
        this.#deps.writer.update(tx, id, patch, { actor, revision }),
      ),
    );
    return patch.lifecycle === 'active'
      ? this.#compared(id, scope)
      : this.get(id, { scope });
  }

  async act(
    id: string,
    action: VersionAction,
    { credentials, revision, scope }: WriteCallOptions,
  ): Promise<TemplateVersion> {
    const actor = actorOf(credentials);
    if (action === 'analyse') {
      await this.#analyseAgain(id, actor, revision);
      return this.#compared(id, scope);
    }
    await this.#audited(
      actor,
      `version.${action}d`,
      { kind: 'version', id },
      () =>
        this.#inTransaction(tx =>
          this.#deps.writer.setEnabled(tx, id, action === 'enable', {
            actor,
            revision,
          }),
        ),
    );
    return action === 'enable'
      ? this.#compared(id, scope)
      : this.get(id, { scope });
  }

  async delete(
    id: string,
    { credentials, revision }: WriteCallOptions,
  ): Promise<void> {
    const actor = actorOf(credentials);
    await this.#audited(actor, 'version.deleted', { kind: 'version', id }, () =>
      this.#inTransaction(tx =>
        this.#deps.writer.delete(tx, id, { actor, revision }),
      ),
    );
  }

  /** With what differs from the predecessor: from now on it may be chosen. */
  async #compared(
    id: string,
    scope: CallOptions['scope'],
  ): Promise<TemplateVersion> {
    const { comparer } = this.#deps;
    const compared = await comparer.compare(id, undefined, { scope });
    return {
      ...(await this.get(id, { scope })),
      ...(compared.with && { findings: compared.findings }),
    };
  }

  async #analyseAgain(
    id: string,
    actor: Actor,
    revision: number | undefined,
  ): Promise<void> {
    const { analyser, writer } = this.#deps;
    const version = await this.#audited(
      actor,
      'version.analysed',
      { kind: 'version', id },
      async () => {
        const found = await this.get(id);
        const { ref: name, revision: current } = found;
        const culprit = versionCulprit(found);
        assertRevision({ name, revision: current, culprit }, revision);
        return found;
      },
    );
    try {
      const module = await analyser.analyse(version);
      await this.#inTransaction(tx =>
        writer.replaceAnalysis(tx, id, module, actor),
      );
    } catch (error) {
      if (!isInfrakitchenError(error)) {
        throw error;
      }
      const failure = keepsPrevious(version, error);
      await this.#inTransaction(tx =>
        writer.recordFailure(tx, id, failure, actor),
      );
      throw failure;
    }
  }

  /** Cheap refusals before an analysis that takes long. */
  async #assertAddable(
    templateId: string,
    source: NormalisedSource,
  ): Promise<void> {
    const template = await this.#requireTemplate(templateId);
    if (template.abstract) {
      throw templateAbstract(template);
    }
    await this.#assertNew(templateId, source);
  }

  async #assertNew(
    templateId: string,
    source: NormalisedSource,
    cause?: unknown,
  ): Promise<void> {
    const twin = await this.#deps.versions.findSource(templateId, source);
    if (twin) {
      throw versionExists(twin, cause);
    }
  }

  async #requireTemplate(id: string): Promise<Template> {
    const template = await this.#deps.templates.get(id);
    if (!template) {
      throw templateNotFound(id);
    }
    return template;
  }

  async #audited<T>(
    actor: Actor,
    action: string,
    entity: AuditRecord['entity'],
    work: () => Promise<T>,
  ): Promise<T> {
    return audited(this.#deps.history, { actor, action, entity }, work);
  }

  async #inTransaction<T>(
    work: (tx: Knex.Transaction) => Promise<T>,
  ): Promise<T> {
    return inTransaction(this.#deps.knex, work);
  }
}
