import {
  checkNamePattern,
  InfrakitchenError,
  templateKeysIn,
  type ModuleAnalysis,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { TemplateHierarchyStore } from './TemplateHierarchyStore';
import type { TemplateStore } from './TemplateStore';
import type { TemplateRecord } from './types';

/** What the versions of templates can give, as far as conventions ask. */
export interface ModulesInUse {
  /** Analyses of the versions that resources have or may get, by template. */
  analysesInUse(
    templateIds: string[],
    db?: Knex,
  ): Promise<Map<string, ModuleAnalysis[]>>;
}

/** The part of a template that conventions are checked against. */
type Governed = Pick<
  TemplateRecord,
  'id' | 'name' | 'abstract' | 'conventions' | 'parentIds'
>;

/** Checks conventions before any resource meets them. */
export class ConventionChecker {
  readonly #templates: TemplateStore;
  readonly #hierarchy: TemplateHierarchyStore;
  readonly #versions: ModulesInUse;

  constructor(options: {
    templates: TemplateStore;
    hierarchy: TemplateHierarchyStore;
    versions: ModulesInUse;
  }) {
    this.#templates = options.templates;
    this.#hierarchy = options.hierarchy;
    this.#versions = options.versions;
  }

  /**
   * @param added - a version that the template is about to get.
   *
   * @throws InputError `invalid_name_pattern` that names each placeholder that
   * can never be filled.
   */
  async assertNamePattern(
    template: Governed,
    db?: Knex,
    added: ModuleAnalysis[] = [],
  ): Promise<void> {
    const { namePattern } = template.conventions;
    if (!namePattern) {
      return;
    }
    const above = await this.#above(template, templateKeysIn(namePattern), db);
    const analyses = await this.#versions.analysesInUse(
      [template.id, ...above.map(({ id }) => id)],
      db,
    );
    const own = [...(analyses.get(template.id) ?? []), ...added];
    const problems = checkNamePattern(namePattern, {
      // Before the first version nobody knows which variables there will be.
      versions:
        template.abstract || own.length > 0
          ? own.map(({ variables }) => variables)
          : undefined,
      above: above.map(({ id, key, name, abstract }) => ({
        ...{ key, name, abstract },
        versions: (analyses.get(id) ?? []).map(({ outputs }) => outputs),
      })),
    });
    if (problems.length > 0) {
      throw new InfrakitchenError('InputError', {
        code: 'invalid_name_pattern',
        message: `The name pattern '${namePattern}' of '${
          template.name
        }' cannot be followed: ${problems
          .map(problem => problem.replace(/[^?]$/, '$&.'))
          .join(' ')}`,
        culprits: [{ kind: 'field', name: 'conventions.namePattern' }],
      });
    }
  }

  /** The templates above, where the pattern asks for any of them. */
  async #above(template: Governed, keys: string[], db?: Knex) {
    if (keys.length === 0 || template.parentIds.length === 0) {
      return [];
    }
    const ids = await this.#hierarchy.lineIds(template.parentIds, db);
    return this.#templates.getMany([...ids], db);
  }
}
