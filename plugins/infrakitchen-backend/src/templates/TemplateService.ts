import type {
  Page,
  Template,
  TemplateInput,
  TemplatePatch,
  Tree,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import {
  actorOf,
  audited,
  type CallOptions,
  type WriteCallOptions,
} from '../access';
import { inTransaction, parseOrder } from '../database';
import type { Actor, HistoryStore } from '../history';
import { parseCriteria } from './parseCriteria';
import { templateNotFound } from './problems';
import type { TemplateHierarchy } from './TemplateHierarchy';
import type { TemplateStore } from './TemplateStore';
import type { TemplateWriter } from './TemplateWriter';

/** What a list of templates may be asked for. */
export interface ListTemplatesOptions {
  /** `field=value` with `abstract`, `enabled`, `parentId` or `key`. */
  filter?: string[];
  q?: string;
  orderBy?: string;
  limit: number;
  cursor?: string;
}

/** A page of templates with the count of all. */
export type TemplatePage = Page<Template> & { totalItems: number };

/** Verbs besides create, update and delete. */
export type TemplateAction = 'enable' | 'disable';

/** The templates and the rules of their hierarchy. */
export interface TemplateService {
  list(
    query: ListTemplatesOptions,
    options: CallOptions,
  ): Promise<TemplatePage>;
  get(id: string, options: CallOptions): Promise<Template>;
  create(input: TemplateInput, options: CallOptions): Promise<Template>;
  /** Returns the template unchanged where the patch changes nothing. */
  update(
    id: string,
    patch: TemplatePatch,
    options: WriteCallOptions,
  ): Promise<Template>;
  act(
    id: string,
    action: TemplateAction,
    options: WriteCallOptions,
  ): Promise<Template>;
  delete(id: string, options: WriteCallOptions): Promise<void>;
  /** The template with everything above and below it. */
  tree(id: string, options: CallOptions): Promise<Tree>;
}

/** {@link TemplateService} over the database. */
export class DefaultTemplateService implements TemplateService {
  readonly #knex: Knex;
  readonly #templates: TemplateStore;
  readonly #hierarchy: TemplateHierarchy;
  readonly #writer: TemplateWriter;
  readonly #history: HistoryStore;

  constructor(options: {
    knex: Knex;
    templates: TemplateStore;
    hierarchy: TemplateHierarchy;
    writer: TemplateWriter;
    history: HistoryStore;
  }) {
    this.#knex = options.knex;
    this.#templates = options.templates;
    this.#hierarchy = options.hierarchy;
    this.#writer = options.writer;
    this.#history = options.history;
  }

  async list(
    query: ListTemplatesOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<TemplatePage> {
    const criteria = parseCriteria(query);
    const [page, totalItems] = await Promise.all([
      this.#templates.list({
        criteria,
        order: parseOrder(query.orderBy, { column: 'name', direction: 'asc' }),
        limit: query.limit,
        cursor: query.cursor,
        scope,
      }),
      this.#templates.count(criteria, scope),
    ]);
    return { ...page, totalItems };
  }

  async get(
    id: string,
    { scope }: Partial<CallOptions> = {},
  ): Promise<Template> {
    const template = await this.#templates.get(id, this.#knex, scope);
    if (!template) {
      throw templateNotFound(id);
    }
    return template;
  }

  async create(input: TemplateInput, options: CallOptions): Promise<Template> {
    const id = randomUUID();
    await this.#write(
      actorOf(options.credentials),
      'template.created',
      { id, name: input.name },
      (tx, actor) => this.#writer.create(tx, id, input, actor),
      input,
    );
    return this.get(id, options);
  }

  async update(
    id: string,
    patch: TemplatePatch,
    options: WriteCallOptions,
  ): Promise<Template> {
    const { credentials, revision } = options;
    await this.#write(
      actorOf(credentials),
      'template.updated',
      { id },
      (tx, actor) => this.#writer.update(tx, id, patch, { actor, revision }),
      patch,
    );
    return this.get(id, options);
  }

  async act(
    id: string,
    action: TemplateAction,
    options: WriteCallOptions,
  ): Promise<Template> {
    const { credentials, revision } = options;
    await this.#write(
      actorOf(credentials),
      `template.${action}d`,
      { id },
      (tx, actor) =>
        this.#writer.setEnabled(tx, id, action === 'enable', {
          actor,
          revision,
        }),
    );
    return this.get(id, options);
  }

  async delete(
    id: string,
    { credentials, revision }: WriteCallOptions,
  ): Promise<void> {
    await this.#write(
      actorOf(credentials),
      'template.deleted',
      { id },
      (tx, actor) => this.#writer.delete(tx, id, { actor, revision }),
    );
  }

  async tree(id: string, { scope }: Partial<CallOptions> = {}): Promise<Tree> {
    const tree = await this.#hierarchy.tree(id, { scope });
    if (tree.nodes.length === 0) {
      throw templateNotFound(id);
    }
    return tree;
  }

  /** Both the write and its audit line, or neither; a refusal is recorded after. */
  async #write(
    actor: Actor,
    action: string,
    entity: { id: string; name?: string },
    work: (tx: Knex.Transaction, actor: Actor) => Promise<unknown>,
    wanted: { key?: string; name?: string } = {},
  ): Promise<void> {
    await audited(
      this.#history,
      { actor, action, entity: { kind: 'template', ...entity } },
      async () => {
        try {
          await inTransaction(this.#knex, tx => work(tx, actor));
        } catch (error) {
          await this.#writer.explainTaken(entity.id, wanted, error);
          throw error;
        }
      },
    );
  }
}
