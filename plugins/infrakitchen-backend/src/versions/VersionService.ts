import type {
  AnalysedModule,
  ModuleRefs,
  ModuleSource,
  Page,
  Template,
  TemplateInput,
  TemplateVersion,
  VersionComparison,
  VersionInput,
  VersionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions, WriteCallOptions } from '../access';

/** Verbs besides create, update and delete. */
export type VersionAction = 'analyse' | 'enable' | 'disable';

/** A template together with its first version. */
export interface TemplateImport {
  template: TemplateInput;
  version: VersionInput;
}

/** The versions of templates, and the modules that they come from. */
export interface VersionService {
  /** Tags and branches of a repository. */
  listRefs(repositoryUrl: string, options: CallOptions): Promise<ModuleRefs>;
  /** Reads a module without saving anything. */
  analyseModule(
    source: ModuleSource,
    options: CallOptions,
  ): Promise<AnalysedModule>;
  /** Creates a template and its first version, both or neither. */
  importTemplate(
    input: TemplateImport,
    options: CallOptions,
  ): Promise<{ template: Template; version: TemplateVersion }>;
  /** Versions of a template that match `q`, or all of them; newest first. */
  list(
    templateId: string,
    page: { q?: string; limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<Page<TemplateVersion>>;
  get(id: string, options: CallOptions): Promise<TemplateVersion>;
  /** What differs from another version; from the predecessor where none is named. */
  compare(
    id: string,
    otherId: string | undefined,
    options: CallOptions,
  ): Promise<VersionComparison>;
  /** Analyses the module and saves it as a version, or saves nothing. */
  create(
    templateId: string,
    input: VersionInput,
    options: CallOptions,
  ): Promise<TemplateVersion>;
  /** Returns the version unchanged where the patch changes nothing. */
  update(
    id: string,
    patch: VersionPatch,
    options: WriteCallOptions,
  ): Promise<TemplateVersion>;
  /**
   * `analyse` follows a tag or branch that was moved. Where that fails, the
   * version keeps its commit and analysis, and its `error` says why.
   */
  act(
    id: string,
    action: VersionAction,
    options: WriteCallOptions,
  ): Promise<TemplateVersion>;
  delete(id: string, options: WriteCallOptions): Promise<void>;
}
