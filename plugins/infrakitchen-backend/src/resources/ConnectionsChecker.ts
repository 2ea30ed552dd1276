import {
  isInfrakitchenError,
  type ConnectionsProposal,
  type Template,
  type ValueError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { inTransaction } from '../database';
import { templateNotFound, type TemplateStore } from '../templates';
import type { WorkspacePlaces } from '../workspaces';
import type { AttachmentRules } from './AttachmentRules';

/** Looks whether connections suit a resource that is not there yet. */
export class ConnectionsChecker {
  readonly #knex: Knex;
  readonly #templates: TemplateStore;
  readonly #attachments: AttachmentRules;
  readonly #places: Pick<WorkspacePlaces, 'hold'>;

  constructor(options: {
    knex: Knex;
    templates: TemplateStore;
    attachments: AttachmentRules;
    places: Pick<WorkspacePlaces, 'hold'>;
  }) {
    this.#knex = options.knex;
    this.#templates = options.templates;
    this.#attachments = options.attachments;
    this.#places = options.places;
  }

  /** What a resource of the template would be refused for, because of them. */
  async check(
    templateId: string,
    { integrations, secretIds, storageId, workspaceId }: ConnectionsProposal,
  ): Promise<ValueError[]> {
    const template = await this.#require(templateId);
    return inTransaction(this.#knex, async tx => {
      const attempts = [
        () =>
          this.#attachments.resolve(tx, template, { integrations, secretIds }),
        () => this.#attachments.holdStorage(tx, storageId),
        async () => workspaceId && this.#places.hold(tx, workspaceId),
      ];
      const errors: ValueError[] = [];
      for (const attempt of attempts) {
        try {
          await attempt();
        } catch (error) {
          errors.push(toValueError(error));
        }
      }
      return errors;
    });
  }

  async #require(id: string): Promise<Template> {
    const template = await this.#templates.get(id);
    if (!template) {
      throw templateNotFound(id);
    }
    return template;
  }
}

/** A refusal as what is wrong; anything else is thrown. */
function toValueError(error: unknown): ValueError {
  if (!isInfrakitchenError(error)) {
    throw error;
  }
  const { code, message, culprits } = error;
  return { code, message, culprits };
}
