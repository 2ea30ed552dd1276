import {
  jsonEquals,
  type TemplateInput,
  type TemplatePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { GrantStore } from '../access';
import { refuseRulesAbout } from '../approvals/rulesAbout';
import { isUniqueViolation, lockMutex } from '../database';
import { recordChange, type Actor, type HistoryStore } from '../history';
import { IntegrationSlotStore } from '../resources/IntegrationSlotStore';
import {
  KeyedStore,
  refuseTaken,
  type KeyedWriteOptions,
  type KeyedWriter,
  type Wanted,
} from '../keyed';
import { applyPatch, isSame, toConventions } from './changes';
import type { ConventionChecker } from './ConventionChecker';
import {
  assertRevision,
  parentDisabled,
  templateCycle,
  templateEnabled,
  templateHas,
  templateInUse,
  templateNotFound,
} from './problems';
import type { TemplateHierarchyStore } from './TemplateHierarchyStore';
import type { TemplateStore } from './TemplateStore';
import { TemplateUserStore } from './TemplateUserStore';
import { snapshotOf, templateCulprit, type TemplateRecord } from './types';

/**
 * Changes templates inside a transaction, with every rule, the revision and
 * the audit line. Apart from the service so that an import can put a template
 * and its first version into one transaction.
 */
export class TemplateWriter
  implements KeyedWriter<TemplateInput, TemplatePatch>
{
  readonly #keyed: KeyedStore;
  readonly #slots = new IntegrationSlotStore();
  readonly #users = new TemplateUserStore();
  readonly #templates: TemplateStore;
  readonly #hierarchy: TemplateHierarchyStore;
  readonly #grants: GrantStore;
  readonly #history: HistoryStore;
  readonly #conventions: ConventionChecker;

  constructor(options: {
    knex: Knex;
    templates: TemplateStore;
    hierarchy: TemplateHierarchyStore;
    grants: GrantStore;
    history: HistoryStore;
    conventions: ConventionChecker;
  }) {
    this.#keyed = new KeyedStore(options.knex, 'template');
    this.#templates = options.templates;
    this.#hierarchy = options.hierarchy;
    this.#grants = options.grants;
    this.#history = options.history;
    this.#conventions = options.conventions;
  }

  /** Refuses what {@link TemplateWriter.create} would refuse, before work that takes long. */
  async assertCreatable(
    id: string,
    input: TemplateInput,
    db?: Knex,
  ): Promise<void> {
    await this.#refuseTaken(input, undefined, db);
    await this.#assertParents(input.parentIds ?? [], db);
    await this.#conventions.assertNamePattern(
      {
        ...{ id, name: input.name, abstract: input.abstract ?? false },
        conventions: toConventions(input.conventions),
        parentIds: input.parentIds ?? [],
      },
      db,
    );
  }

  async create(
    tx: Knex.Transaction,
    id: string,
    input: TemplateInput,
    actor: Actor,
  ): Promise<TemplateRecord> {
    // A parent must not be disabled or deleted before this is written.
    await lockMutex(tx, 'template-hierarchy');
    await this.assertCreatable(id, input, tx);
    const now = Date.now();
    const record: TemplateRecord = {
      id,
      key: input.key,
      name: input.name,
      description: input.description || undefined,
      documentation: input.documentation || undefined,
      abstract: input.abstract ?? false,
      enabled: true,
      labels: input.labels ?? [],
      metadataFree: input.metadataFree ?? false,
      publishToCatalog: input.publishToCatalog ?? true,
      publishSelfService: input.publishSelfService ?? true,
      conventions: toConventions(input.conventions),
      parentIds: input.parentIds ?? [],
      revision: 1,
      createdBy: actor.ref,
      createdAt: now,
      updatedAt: now,
    };
    await this.#templates.insert(tx, record);
    await this.#record(tx, actor, 'template.created', undefined, record);
    return record;
  }

  async update(
    tx: Knex.Transaction,
    id: string,
    patch: TemplatePatch,
    options: KeyedWriteOptions,
  ): Promise<void> {
    if (patch.parentIds) {
      await lockMutex(tx, 'template-hierarchy');
    }
    const before = await this.#lock(tx, id, options.revision);
    const after = applyPatch(before, patch);
    if (isSame(before, after)) {
      return;
    }
    if (after.name !== before.name) {
      await this.#refuseTaken({ name: after.name }, id, tx);
    }
    const added = after.parentIds.filter(
      parent => !before.parentIds.includes(parent),
    );
    if (added.length > 0) {
      await this.#assertAddable(tx, before, added);
    }
    // A pattern may also lose its meaning by another place in the hierarchy.
    if (patch.conventions || patch.parentIds) {
      await this.#conventions.assertNamePattern(after, tx);
    }
    await this.#save(tx, before, after, 'template.updated', options.actor);
    if (
      !jsonEquals(
        before.conventions.oneResourcePerIntegration ?? [],
        after.conventions.oneResourcePerIntegration ?? [],
      )
    ) {
      await this.#slots.refresh(tx, id);
    }
  }

  async setEnabled(
    tx: Knex.Transaction,
    id: string,
    enabled: boolean,
    options: KeyedWriteOptions,
  ): Promise<void> {
    await lockMutex(tx, 'template-hierarchy');
    const before = await this.#lock(tx, id, options.revision);
    if (before.enabled === enabled) {
      return;
    }
    await this.#save(
      tx,
      before,
      { ...before, enabled },
      enabled ? 'template.enabled' : 'template.disabled',
      options.actor,
    );
  }

  async delete(
    tx: Knex.Transaction,
    id: string,
    options: KeyedWriteOptions,
  ): Promise<void> {
    await lockMutex(tx, 'template-hierarchy');
    const template = await this.#lock(tx, id, options.revision);
    if (template.enabled) {
      throw templateEnabled(template);
    }
    await this.#assertUnused(tx, template);
    await refuseRulesAbout(tx, templateCulprit(template));
    await this.#templates.delete(tx, id);
    const grants = await this.#grants.deleteAt(tx, 'template', id);
    const after = { ...template, revision: template.revision + 1 };
    await this.#record(tx, options.actor, 'template.deleted', template, after, {
      grants,
    });
  }

  /** Says who has the key or the name where two requests wanted it at once. */
  async explainTaken(
    id: string,
    wanted: Wanted,
    error: unknown,
  ): Promise<void> {
    if (isUniqueViolation(error)) {
      await this.#refuseTaken(wanted, id, undefined, error);
    }
  }

  async #assertUnused(
    tx: Knex.Transaction,
    template: TemplateRecord,
  ): Promise<void> {
    const { id } = template;
    const dependants = {
      children: await this.#users.children(tx, id),
      resources: await this.#users.resources(tx, id),
      versions: await this.#users.versions(tx, id),
    };
    const first = (['children', 'resources', 'versions'] as const).find(
      what => dependants[what].total > 0,
    );
    if (first) {
      throw templateHas(first, template, dependants[first]);
    }
  }

  async #lock(
    tx: Knex.Transaction,
    id: string,
    revision: number | undefined,
  ): Promise<TemplateRecord> {
    const record = await this.#templates.lock(tx, id);
    if (!record) {
      throw templateNotFound(id);
    }
    assertRevision({ ...record, culprit: templateCulprit(record) }, revision);
    return record;
  }

  async #refuseTaken(
    wanted: Wanted,
    exceptId?: string,
    db?: Knex,
    cause?: unknown,
  ): Promise<void> {
    const found = await this.#keyed.holders(wanted, db);
    refuseTaken('template', found, { wanted, exceptId, cause });
  }

  async #assertParents(parentIds: string[], db?: Knex): Promise<void> {
    if (parentIds.length === 0) {
      return;
    }
    const parents = await this.#templates.getMany(parentIds, db);
    const missing = parentIds.find(id => !parents.some(p => p.id === id));
    if (missing) {
      throw templateNotFound(missing, 'InputError');
    }
    const disabled = parents.find(parent => !parent.enabled);
    if (disabled) {
      throw parentDisabled(disabled);
    }
  }

  async #assertAddable(
    tx: Knex.Transaction,
    template: TemplateRecord,
    parentIds: string[],
  ): Promise<void> {
    const cycle = await this.#hierarchy.findCycle(tx, template.id, parentIds);
    if (cycle) {
      const names = await this.#templates.names(cycle, tx);
      throw templateCycle(
        cycle.map(id => ({ id, name: names.get(id) ?? template.name })),
      );
    }
    await this.#assertParents(parentIds, tx);
    const lacking = await this.#users.resourcesLackingParent(
      tx,
      template.id,
      parentIds,
    );
    if (lacking.total > 0) {
      throw templateInUse(template, lacking);
    }
  }

  async #save(
    tx: Knex.Transaction,
    before: TemplateRecord,
    changed: TemplateRecord,
    action: string,
    actor: Actor,
  ): Promise<void> {
    const after = {
      ...changed,
      revision: before.revision + 1,
      updatedAt: Date.now(),
    };
    await this.#templates.update(tx, before, after);
    await this.#record(tx, actor, action, before, after);
  }

  async #record(
    tx: Knex.Transaction,
    actor: Actor,
    action: string,
    before: TemplateRecord | undefined,
    after: TemplateRecord,
    detail?: JsonObject,
  ): Promise<void> {
    await recordChange(this.#history, tx, {
      actor,
      action,
      entity: { kind: 'template', id: after.id, name: after.name },
      revision: after.revision,
      before: before && snapshotOf(before),
      after: snapshotOf(after),
      isDeleted: action === 'template.deleted',
      detail,
    });
  }
}
