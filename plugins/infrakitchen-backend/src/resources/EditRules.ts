import type { Knex } from 'knex';
import {
  validateValues,
  type ResourcePatch,
  type TemplateVersion,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { HistoryStore } from '../history';
import type { TemplateStore } from '../templates';
import type { VersionStore } from '../versions';
import { nothingAttached, type Attached } from './attached';
import type { AttachmentRules } from './AttachmentRules';
import type { ChangeStore } from './ChangeStore';
import type { EditDraft } from './editDraft';
import { assertUsableVersion, type Inputs } from './inputs';
import { assertNameKept } from './keptName';
import { reserveSlots } from './integrationSlots';
import { mergeEdit, seenInSnapshot, seenNow } from './mergeEdit';
import type { NameContexts } from './NameContexts';
import { assertRevision, editedTwice, refuseValues } from './problems';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';
import { assertUnique, uniqueHashes } from './uniqueValues';
import { UniqueValueStore } from './UniqueValueStore';
import { effectiveValues, type ValuesService } from './ValuesService';

/** What an edit may say of a resource, and what it means where others edited too. */
export class EditRules {
  readonly #resources: ResourceStore;
  readonly #unique = new UniqueValueStore();
  readonly #changes: ChangeStore;
  readonly #templates: TemplateStore;
  readonly #versions: VersionStore;
  readonly #values: ValuesService;
  readonly #naming: NameContexts;
  readonly #attachments: AttachmentRules;
  readonly #history: HistoryStore;

  constructor(options: {
    resources: ResourceStore;
    changes: ChangeStore;
    templates: TemplateStore;
    versions: VersionStore;
    values: ValuesService;
    naming: NameContexts;
    attachments: AttachmentRules;
    history: HistoryStore;
  }) {
    this.#resources = options.resources;
    this.#changes = options.changes;
    this.#templates = options.templates;
    this.#versions = options.versions;
    this.#values = options.values;
    this.#naming = options.naming;
    this.#attachments = options.attachments;
    this.#history = options.history;
  }

  /**
   * Keeps the version and the template that an edit is judged by. Before the
   * resource is locked: whoever changes rules holds these, and waits for the
   * resources that have them.
   */
  async hold(
    tx: Knex.Transaction,
    id: string,
    patch: ResourcePatch,
  ): Promise<void> {
    const record = await this.#resources.get(id, tx);
    if (!record) {
      return;
    }
    const change = await this.#changes.get(id, tx);
    const versionId =
      patch.versionId ?? change?.payload.versionId ?? record.versionId;
    if (versionId) {
      await this.#versions.hold(tx, versionId);
    }
    if (patch.parentIds) {
      await this.#templates.hold(tx, record.templateId);
    }
  }

  /**
   * An edit as it is meant, where others have edited since its author looked.
   *
   * @throws `stale_revision` where they edited the same field.
   */
  async merge(
    tx: Knex.Transaction,
    { record, parents, change, secrets, current }: EditDraft,
    patch: ResourcePatch,
    seen: number | undefined,
  ): Promise<ResourcePatch> {
    if (seen === undefined || seen === record.revision) {
      return patch;
    }
    const revision = { kind: 'resource' as const, id: record.id };
    const base = await this.#history.revision(
      { ...revision, revision: seen },
      tx,
    );
    if (!base) {
      assertRevision(record, seen);
      return patch;
    }
    const merged = mergeEdit({
      patch,
      seen: seenInSnapshot(base.snapshot),
      current: seenNow(current, record, parents),
      secrets,
      // Where there is no change to tell, it cannot be ruled out.
      editedSince: name =>
        change ? (change.editedIn[`values.${name}`] ?? 0) > seen : true,
    });
    if (merged.conflicts.length > 0) {
      const last = await this.#history.revision(
        { ...revision, revision: record.revision },
        tx,
      );
      throw editedTwice(record, merged.conflicts, {
        authors: change?.authors ?? {},
        last: last?.createdBy,
      });
    }
    return merged.patch;
  }

  /** What a run of the stored inputs would be given, before anything is edited. */
  async effective(
    tx: Knex.Transaction,
    { record, parents, stored }: EditDraft,
  ): Promise<Values> {
    const version = record.versionId
      ? await this.#versions.get(record.versionId, tx)
      : undefined;
    const parentIds = parents.map(({ id }) => id);
    return effectiveValues(
      await this.#resolve(tx, record, { version, parentIds, inputs: stored }),
    );
  }

  /** The connections after an edit, by every rule about them. */
  async attached(
    tx: Knex.Transaction,
    { templateId }: ResourceRecord,
    patch: ResourcePatch,
    { entries }: Inputs,
  ): Promise<Attached | undefined> {
    return patch.integrations || patch.secretIds
      ? this.#attachments.resolve(
          tx,
          (await this.#templates.get(templateId, { db: tx }))!,
          patch,
          entries.attached,
        )
      : undefined;
  }

  /** Every rule of create holds for every edit too. */
  async check(
    tx: Knex.Transaction,
    options: {
      record: ResourceRecord;
      parentIds: string[];
      stored: Inputs;
      wanted: Inputs;
      /** Whether what is wanted is stored at once, not as a change. */
      direct: boolean;
      /** Effective values that frozen variables are held to, besides own ones. */
      effective?: Values;
    },
  ): Promise<TemplateVersion | undefined> {
    const { record, parentIds, stored, wanted, direct, effective } = options;
    const template = (await this.#templates.get(record.templateId, {
      db: tx,
    }))!;
    if (wanted.versionId) {
      // Mostly held before; another edit may have come to another version.
      await this.#versions.hold(tx, wanted.versionId);
    }
    const version = wanted.versionId
      ? await this.#versions.get(wanted.versionId, tx)
      : undefined;
    if (!record.abstract && wanted.versionId !== record.versionId) {
      assertUsableVersion(template, version, wanted.versionId);
    }
    const resolved = await this.#resolve(tx, record, {
      ...{ version, parentIds },
      inputs: wanted,
    });
    refuseValues(
      validateValues({
        variables: version?.analysis?.variables ?? [],
        rules: version?.variableRules ?? {},
        resolved,
        ownValues: wanted.values,
        conventions: template.conventions,
        previous: {
          provisioned: record.provisionedAt !== undefined,
          values: stored.values,
          effective,
        },
      }),
      wanted.entries.attached,
    );
    const hashes = uniqueHashes(version, resolved.variables);
    await assertUnique(tx, record, hashes);
    const { attached = nothingAttached } = wanted.entries;
    await reserveSlots(tx, record, attached, { keep: !direct });
    if (direct) {
      await this.#unique.set(tx, record, hashes);
    } else {
      // Until the change is applied or discarded the old values are in use too.
      await this.#unique.add(tx, record, hashes);
    }
    return version;
  }

  /**
   * Names never change, and labels, the project and parents may be part of them,
   * so every edit is looked at.
   */
  async keepName(
    tx: Knex.Transaction,
    { record, parents, stored }: EditDraft,
    after: {
      record: ResourceRecord;
      inputs: Inputs;
      parents: EditDraft['parents'];
    },
  ): Promise<void> {
    const template = (await this.#templates.get(record.templateId, {
      db: tx,
    }))!;
    await assertNameKept(
      { versions: this.#versions, values: this.#values, naming: this.#naming },
      tx,
      record,
      template,
      [
        {
          inputs: stored,
          labels: record.labels,
          projectId: record.projectId,
          parentIds: parents.map(({ id }) => id),
        },
        {
          inputs: after.inputs,
          labels: after.inputs.metadata.labels,
          projectId: after.record.projectId,
          parentIds: after.parents.map(({ id }) => id),
        },
      ],
    );
  }

  #resolve(
    tx: Knex.Transaction,
    { id, name, templateId, projectId }: ResourceRecord,
    options: {
      version: TemplateVersion | undefined;
      parentIds: string[];
      inputs: Inputs;
    },
  ) {
    const { version, parentIds, inputs } = options;
    const { entries, values } = inputs;
    const link = { id, name, templateId };
    return this.#values.resolve(
      { link, version, parentIds, projectId, entries, values },
      { secrets: true, db: tx },
    );
  }
}
