import {
  jsonEquals,
  type AnalysedModule,
  type InfrakitchenError,
  type VersionInput,
  type VersionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import { recordChange, type Actor, type HistoryStore } from '../history';
import {
  assertRevision,
  cleared,
  templateNotFound,
  type ConventionChecker,
  type TemplateStore,
} from '../templates';
import {
  assertProviders,
  templateAbstract,
  versionEnabled,
  versionExists,
  versionInUse,
  versionNotFound,
} from './problems';
import type { RuleChecker } from './RuleChecker';
import {
  snapshotOf,
  versionCulprit,
  type NormalisedSource,
  type VersionRecord,
} from './types';
import type { VersionStore } from './VersionStore';

interface WriteOptions {
  actor: Actor;
  /** The revision that the caller has seen. */
  revision?: number;
}

/** Keeps values unique that a rule makes unique after they were set. */
export interface UniqueReserver {
  /**
   * Reserves the values of living resources for the variables that `after`
   * makes unique, and gives back those that it does not any more.
   *
   * @throws ConflictError `not_unique` that names two resources with one value.
   */
  reserve(
    tx: Knex.Transaction,
    before: VersionRecord,
    after: VersionRecord,
  ): Promise<void>;
}

/** Changes versions inside a transaction, with every rule, the revision and the audit line. */
export class VersionWriter {
  readonly #versions: VersionStore;
  readonly #templates: TemplateStore;
  readonly #rules: RuleChecker;
  readonly #history: HistoryStore;
  readonly #conventions: ConventionChecker;
  readonly #unique: UniqueReserver;

  constructor(options: {
    versions: VersionStore;
    templates: TemplateStore;
    rules: RuleChecker;
    history: HistoryStore;
    conventions: ConventionChecker;
    unique: UniqueReserver;
  }) {
    this.#versions = options.versions;
    this.#templates = options.templates;
    this.#rules = options.rules;
    this.#history = options.history;
    this.#conventions = options.conventions;
    this.#unique = options.unique;
  }

  async create(
    tx: Knex.Transaction,
    options: {
      id: string;
      templateId: string;
      source: NormalisedSource;
      module: AnalysedModule;
      input: VersionInput;
      actor: Actor;
    },
  ): Promise<void> {
    const { input, module, source, templateId } = options;
    const template = await this.#templates.lock(tx, templateId);
    if (!template) {
      throw templateNotFound(templateId);
    }
    if (template.abstract) {
      throw templateAbstract(template);
    }
    const twin = await this.#versions.findSource(templateId, source, tx);
    if (twin) {
      throw versionExists(twin);
    }
    const { analysis } = module;
    assertProviders(template, { id: options.id, ref: source.ref }, analysis);
    await this.#conventions.assertNamePattern(template, tx, [analysis]);
    const rules = input.variableRules ?? {};
    await this.#rules.assertValid(tx, templateId, analysis, rules);
    const now = Date.now();
    const record: VersionRecord = {
      ...source,
      id: options.id,
      templateId,
      commitSha: module.commitSha,
      description: input.description || undefined,
      lifecycle: input.lifecycle ?? 'active',
      enabled: true,
      status: 'analysed',
      analysis,
      breakingChanges: input.breakingChanges || undefined,
      variableRules: rules,
      revision: 1,
      createdBy: options.actor.ref,
      createdAt: now,
      updatedAt: now,
      analysedAt: now,
    };
    await this.#versions.insert(tx, record);
    await this.#record(tx, options.actor, 'version.created', undefined, record);
  }

  async update(
    tx: Knex.Transaction,
    id: string,
    patch: VersionPatch,
    options: WriteOptions,
  ): Promise<void> {
    const before = await this.#lock(tx, id, options.revision);
    const after: VersionRecord = {
      ...before,
      lifecycle: patch.lifecycle ?? before.lifecycle,
      description: cleared(patch.description, before.description),
      breakingChanges: cleared(patch.breakingChanges, before.breakingChanges),
      variableRules: patch.variableRules ?? before.variableRules,
    };
    if (jsonEquals(snapshotOf(before), snapshotOf(after))) {
      return;
    }
    if (before.lifecycle === 'archived' && patch.lifecycle) {
      await this.#assertFits(tx, after);
    } else if (patch.variableRules && after.analysis) {
      await this.#rules.assertValid(
        tx,
        after.templateId,
        after.analysis,
        after.variableRules,
      );
    }
    await this.#save(tx, before, after, 'version.updated', options.actor);
    await this.#unique.reserve(tx, before, after);
  }

  async setEnabled(
    tx: Knex.Transaction,
    id: string,
    enabled: boolean,
    options: WriteOptions,
  ): Promise<void> {
    const before = await this.#lock(tx, id, options.revision);
    if (before.enabled === enabled) {
      return;
    }
    if (enabled) {
      await this.#assertFits(tx, before);
    }
    await this.#save(
      tx,
      before,
      { ...before, enabled },
      enabled ? 'version.enabled' : 'version.disabled',
      options.actor,
    );
  }

  /** Puts a fresh analysis in the place of the old one. */
  async replaceAnalysis(
    tx: Knex.Transaction,
    id: string,
    module: AnalysedModule,
    actor: Actor,
  ): Promise<void> {
    const before = await this.#lock(tx, id);
    await this.#assertFits(tx, { ...before, ...module });
    const after: VersionRecord = {
      ...before,
      ...module,
      status: 'analysed',
      error: undefined,
      analysedAt: Date.now(),
      // It has just been read at what its ref stands for.
      movedTo: undefined,
    };
    const same =
      before.commitSha === after.commitSha &&
      jsonEquals(
        before.analysis as JsonValue | undefined,
        after.analysis as JsonValue | undefined,
      );
    if (same) {
      // Only when it was looked at; nobody has to know a new revision for that.
      await this.#versions.update(tx, after);
      await this.#history.audit(tx, {
        actor,
        action: 'version.analysed',
        outcome: 'succeeded',
        entity: { kind: 'version', id, name: after.ref },
        detail: { changed: false },
      });
      return;
    }
    await this.#save(tx, before, after, 'version.analysed', actor);
  }

  /** Notes why an analysis failed; commit and analysis stay as they were. */
  async recordFailure(
    tx: Knex.Transaction,
    id: string,
    error: InfrakitchenError,
    actor: Actor,
  ): Promise<void> {
    const record = await this.#versions.lock(tx, id);
    if (!record) {
      return;
    }
    await this.#versions.update(tx, {
      ...record,
      status: record.analysis ? 'analysed' : 'error',
      error: {
        code: error.code,
        message: error.message,
        hint: error.hint,
        diagnostics: error.diagnostics,
        culprits: error.culprits,
      },
    });
    await this.#history.audit(tx, {
      actor,
      action: 'version.analysed',
      outcome: 'failed',
      entity: { kind: 'version', id, name: record.ref },
      detail: { code: error.code },
    });
  }

  async delete(
    tx: Knex.Transaction,
    id: string,
    options: WriteOptions,
  ): Promise<void> {
    const version = await this.#lock(tx, id, options.revision);
    if (version.enabled) {
      throw versionEnabled(version);
    }
    const users = await this.#versions.users(tx, version);
    if (users.total > 0) {
      throw versionInUse(version, users);
    }
    await this.#versions.delete(tx, id);
    await this.#record(tx, options.actor, 'version.deleted', version, {
      ...version,
      revision: version.revision + 1,
    });
  }

  /**
   * Whether a version follows the conventions and rules of now: while nobody
   * could choose it, others may have changed them.
   */
  async #assertFits(
    tx: Knex.Transaction,
    version: VersionRecord,
  ): Promise<void> {
    const { templateId, analysis, variableRules } = version;
    await this.#templates.hold(tx, templateId);
    const template = (await this.#templates.get(templateId, { db: tx }))!;
    assertProviders(template, version, analysis);
    if (analysis) {
      await this.#conventions.assertNamePattern(template, tx, [analysis]);
      await this.#rules.assertValid(tx, templateId, analysis, variableRules);
    }
  }

  async #lock(
    tx: Knex.Transaction,
    id: string,
    revision?: number,
  ): Promise<VersionRecord> {
    const record = await this.#versions.lock(tx, id);
    if (!record) {
      throw versionNotFound(id);
    }
    assertRevision(
      {
        name: record.ref,
        revision: record.revision,
        culprit: versionCulprit(record),
      },
      revision,
    );
    return record;
  }

  async #save(
    tx: Knex.Transaction,
    before: VersionRecord,
    changed: VersionRecord,
    action: string,
    actor: Actor,
  ): Promise<void> {
    const after = {
      ...changed,
      revision: before.revision + 1,
      updatedAt: Date.now(),
    };
    await this.#versions.update(tx, after);
    await this.#record(tx, actor, action, before, after);
  }

  async #record(
    tx: Knex.Transaction,
    actor: Actor,
    action: string,
    before: VersionRecord | undefined,
    after: VersionRecord,
  ): Promise<void> {
    const moved = before && before.commitSha !== after.commitSha;
    await recordChange(this.#history, tx, {
      actor,
      action,
      entity: { kind: 'version', id: after.id, name: after.ref },
      revision: after.revision,
      before: before && snapshotOf(before),
      after: snapshotOf(after),
      isDeleted: action === 'version.deleted',
      detail: moved
        ? {
            commitBefore: before.commitSha ?? null,
            commitAfter: after.commitSha ?? null,
          }
        : undefined,
    });
  }
}
