import type {
  ConnectionInput,
  ConnectionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { jsonEquals } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { GrantStore } from '../access';
import { isUniqueViolation } from '../database';
import type { Actor, HistoryStore } from '../history';
import { StaleSecretStore } from '../resources/StaleSecretStore';
import { assertRevision, cleared } from '../templates';
import type { ConnectionStore } from './ConnectionStore';
import type { ConnectionUserStore } from './ConnectionUserStore';
import type { ConnectionVault } from './ConnectionVault';
import {
  connectionDisabled,
  connectionInUse,
  connectionNameTaken,
  connectionNotFound,
  integrationUnfit,
  nothingRotated,
} from './problems';
import type { AnyProvider, ProviderRegistry } from './ProviderRegistry';
import { recordConnection } from './recordConnection';
import {
  connectionCulprit,
  holdsSecrets,
  snapshotOf,
  type ConnectionRecord,
} from './types';

const DAY_MS = 24 * 60 * 60_000;

interface WriteOptions {
  actor: Actor;
  /** The revision that the caller has seen. */
  revision?: number;
}

/**
 * Changes connections of one kind inside a transaction, with every rule, the
 * revision and the audit line.
 */
export class ConnectionWriter {
  readonly #store: ConnectionStore;
  readonly #staleSecrets = new StaleSecretStore();
  readonly #integrations: ConnectionStore;
  readonly #providers: ProviderRegistry;
  readonly #vault: ConnectionVault;
  readonly #users: ConnectionUserStore;
  readonly #grants: GrantStore;
  readonly #history: HistoryStore;
  readonly #reminderDays: number | undefined;

  constructor(options: {
    store: ConnectionStore;
    integrations: ConnectionStore;
    providers: ProviderRegistry;
    vault: ConnectionVault;
    users: ConnectionUserStore;
    grants: GrantStore;
    history: HistoryStore;
    /** For those that say nothing themselves; no reminder where absent. */
    reminderDays?: number;
  }) {
    this.#store = options.store;
    this.#integrations = options.integrations;
    this.#providers = options.providers;
    this.#vault = options.vault;
    this.#users = options.users;
    this.#grants = options.grants;
    this.#history = options.history;
    this.#reminderDays = options.reminderDays;
  }

  async create(
    tx: Knex.Transaction,
    id: string,
    input: ConnectionInput,
    actor: Actor,
  ): Promise<void> {
    const { kind } = this.#store;
    const provider = this.#providers.require(input.provider);
    await this.#refuseTaken(input.name, id, tx);
    await this.#checkIntegration(tx, provider, input.integrationId);
    const now = Date.now();
    const record = this.#withReminder({
      id,
      kind,
      provider: provider.key,
      name: input.name,
      description: input.description || undefined,
      labels: input.labels ?? [],
      enabled: true,
      ...this.#vault.seal({ kind, id }, provider, input.config as JsonObject),
      integrationId: input.integrationId,
      version: 1,
      rotatedAt: now,
      reminderDays: input.reminderDays,
      revision: 1,
      createdBy: actor.ref,
      createdAt: now,
      updatedAt: now,
    });
    await this.#store.insert(tx, record);
    await recordConnection(
      this.#history,
      tx,
      actor,
      'created',
      undefined,
      record,
    );
  }

  async update(
    tx: Knex.Transaction,
    id: string,
    patch: ConnectionPatch,
    options: WriteOptions,
  ): Promise<void> {
    const before = await this.#lock(tx, id, options.revision);
    const after: ConnectionRecord = {
      ...before,
      name: patch.name ?? before.name,
      description: cleared(patch.description, before.description),
      labels: patch.labels ?? before.labels,
      integrationId: patch.integrationId ?? before.integrationId,
      reminderDays:
        patch.reminderDays === undefined
          ? before.reminderDays
          : patch.reminderDays ?? undefined,
    };
    if (after.name !== before.name) {
      await this.#refuseTaken(after.name, id, tx);
    }
    const isRewired = after.integrationId !== before.integrationId;
    if (isRewired) {
      const provider = this.#providers.require(before.provider);
      await this.#checkIntegration(tx, provider, after.integrationId);
    }
    const edit = this.#editConfig(before, patch.config as JsonObject);
    Object.assign(after, edit.config);
    if (edit.changed || isRewired) {
      after.version = before.version + 1;
    }
    if (jsonEquals(snapshotOf(before), snapshotOf(after))) {
      return;
    }
    await this.#save(tx, before, after, 'updated', options.actor);
  }

  /** Replaces secrets; whoever uses them gets the new ones from then on. */
  async rotate(
    tx: Knex.Transaction,
    id: string,
    config: JsonObject | undefined,
    options: WriteOptions,
  ): Promise<void> {
    const before = await this.#lock(tx, id, options.revision);
    const edit = this.#editConfig(before, config);
    if (!edit.rotated) {
      throw nothingRotated(before);
    }
    const after = { ...before, ...edit.config, version: before.version + 1 };
    await this.#save(tx, before, after, 'rotated', options.actor);
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
    const verb = enabled ? 'enabled' : 'disabled';
    await this.#save(tx, before, { ...before, enabled }, verb, options.actor);
  }

  async delete(
    tx: Knex.Transaction,
    id: string,
    options: WriteOptions,
  ): Promise<void> {
    // Whoever attaches it holds its row, and comes after.
    const record = await this.#lock(tx, id, options.revision);
    const users = await this.#users.sample(tx, record.kind, id);
    if (users.length > 0) {
      throw connectionInUse(record, users);
    }
    await this.#users.detachDestroyed(tx, record.kind, id);
    await this.#grants.deleteAt(tx, record.kind, id);
    await this.#store.delete(tx, id);
    await recordConnection(
      this.#history,
      tx,
      options.actor,
      'deleted',
      record,
      {
        ...record,
        revision: record.revision + 1,
      },
    );
  }

  /** Says who has the name where two requests wanted it at once. */
  async explainTaken(
    id: string,
    name: string | undefined,
    error: unknown,
  ): Promise<void> {
    if (name !== undefined && isUniqueViolation(error)) {
      await this.#refuseTaken(name, id, undefined, error);
    }
  }

  #editConfig(before: ConnectionRecord, sent: JsonObject | undefined) {
    if (!sent) {
      return { config: {}, changed: false, rotated: false };
    }
    const provider = this.#providers.require(before.provider);
    const { changed, rotated, ...config } = this.#vault.edit(
      before,
      provider,
      sent,
    );
    return {
      changed,
      rotated,
      config: changed
        ? { ...config, ...(rotated && { rotatedAt: Date.now() }) }
        : {},
    };
  }

  async #checkIntegration(
    tx: Knex.Transaction,
    provider: AnyProvider,
    integrationId: string | undefined,
  ): Promise<void> {
    const wanted = provider.integrationProviders ?? [];
    if (integrationId === undefined) {
      if (wanted.length > 0) {
        throw integrationUnfit(provider.title, wanted);
      }
      return;
    }
    const [integration] = await this.#integrations.hold(tx, [integrationId]);
    if (!integration) {
      throw connectionNotFound('integration', integrationId, 'InputError');
    }
    if (!wanted.includes(integration.provider)) {
      throw integrationUnfit(provider.title, wanted, integration);
    }
    if (!integration.enabled) {
      throw connectionDisabled(integration);
    }
  }

  async #lock(
    tx: Knex.Transaction,
    id: string,
    revision: number | undefined,
  ): Promise<ConnectionRecord> {
    const record = await this.#store.lock(tx, id);
    if (!record) {
      throw connectionNotFound(this.#store.kind, id);
    }
    assertRevision({ ...record, culprit: connectionCulprit(record) }, revision);
    return record;
  }

  async #refuseTaken(
    name: string,
    exceptId: string,
    db?: Knex,
    cause?: unknown,
  ): Promise<void> {
    const holder = await this.#store.findName(name, db);
    if (holder && holder.id !== exceptId) {
      throw connectionNameTaken({ ...holder, kind: this.#store.kind }, cause);
    }
  }

  /** When its admins are reminded, as it is now. */
  #withReminder(record: ConnectionRecord): ConnectionRecord {
    const days = record.reminderDays ?? this.#reminderDays;
    return {
      ...record,
      remindAt:
        days && holdsSecrets(record.config)
          ? record.rotatedAt + days * DAY_MS
          : undefined,
    };
  }

  async #save(
    tx: Knex.Transaction,
    before: ConnectionRecord,
    changed: ConnectionRecord,
    verb: string,
    actor: Actor,
  ): Promise<void> {
    const isDueAnew =
      changed.rotatedAt !== before.rotatedAt ||
      changed.reminderDays !== before.reminderDays;
    const after = {
      ...(isDueAnew ? this.#withReminder(changed) : changed),
      revision: before.revision + 1,
      updatedAt: Date.now(),
    };
    await this.#store.update(tx, after);
    if (after.kind === 'secret' && after.version !== before.version) {
      await this.#staleSecrets.mark(tx, after.id);
    }
    await recordConnection(this.#history, tx, actor, verb, before, after);
  }
}
