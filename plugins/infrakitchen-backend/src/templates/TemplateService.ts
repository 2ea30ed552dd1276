import type {
  Template,
  TemplateInput,
  TemplatePatch,
  Tree,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { CallOptions } from '../access';
import type { HistoryStore } from '../history';
import { DefaultKeyedService, type KeyedService } from '../keyed';
import { parseCriteria } from './parseCriteria';
import { templateNotFound } from './problems';
import type { TemplateHierarchyStore } from './TemplateHierarchyStore';
import type { TemplateStore } from './TemplateStore';
import type { TemplateWriter } from './TemplateWriter';
import type { TemplateCriteria } from './types';

/** The templates and the rules of their hierarchy. */
export interface TemplateService
  extends KeyedService<Template, TemplateInput, TemplatePatch> {
  /** The template with everything above and below it. */
  tree(id: string, options: CallOptions): Promise<Tree>;
  /** All templates that the caller may see; `truncated` where some are left out. */
  fullTree(options: CallOptions): Promise<Tree>;
}

/** {@link TemplateService} over the database. */
export class DefaultTemplateService
  extends DefaultKeyedService<
    Template,
    TemplateInput,
    TemplatePatch,
    TemplateCriteria
  >
  implements TemplateService
{
  readonly #hierarchy: TemplateHierarchyStore;

  constructor(options: {
    knex: Knex;
    templates: TemplateStore;
    hierarchy: TemplateHierarchyStore;
    writer: TemplateWriter;
    history: HistoryStore;
  }) {
    super({
      ...options,
      kind: 'template',
      reader: options.templates,
      parseCriteria,
      notFound: templateNotFound,
    });
    this.#hierarchy = options.hierarchy;
  }

  async tree(id: string, { scope }: Partial<CallOptions> = {}): Promise<Tree> {
    const tree = await this.#hierarchy.tree(id, { scope });
    if (tree.nodes.length === 0) {
      throw templateNotFound(id);
    }
    return tree;
  }

  async fullTree({ scope }: Partial<CallOptions> = {}): Promise<Tree> {
    return this.#hierarchy.fullTree({ scope });
  }
}
