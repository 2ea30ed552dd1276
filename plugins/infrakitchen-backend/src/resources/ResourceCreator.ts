import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  InfrakitchenError,
  maskEffective,
  validateValues,
  type EffectiveValues,
  type ResolvedValues,
  type ResourceInput,
  type Template,
  type TemplateVersion,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { readPrincipal, type AccessScope, type GrantStore } from '../access';
import { inTransaction, isUniqueViolation, lockMutex } from '../database';
import { normaliseEntries } from '../entries';
import type { Actor, HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import type { ProjectStore } from '../projects';
import type { SubscriptionStore } from '../subscriptions';
import type { TemplateStore } from '../templates';
import type { VersionStore } from '../versions';
import type { WorkspacePlaces } from '../workspaces';
import type { AttachmentRules } from './AttachmentRules';
import { assertUsableVersion, splitValues } from './inputs';
import type { NameContexts } from './NameContexts';
import { IdempotencyStore } from './IdempotencyStore';
import { reserveSlots } from './integrationSlots';
import type { ParentRules } from './ParentRules';
import { commonProject, holdEnabled } from './placement';
import { refuseValues } from './problems';
import type { ResourceStore } from './ResourceStore';
import { snapshotOf } from './snapshot';
import {
  resourceCulprit,
  slugOf,
  type Entries,
  type ResourceRecord,
} from './types';
import { assertUnique, notUnique, uniqueHashes } from './uniqueValues';
import { UniqueValueStore } from './UniqueValueStore';
import type { ValuesService } from './ValuesService';

/** Creates resources, with every guard of the lifecycle. */
export class ResourceCreator {
  readonly #knex: Knex;
  readonly #resources: ResourceStore;
  readonly #unique = new UniqueValueStore();
  readonly #requests: IdempotencyStore;
  readonly #templates: TemplateStore;
  readonly #parents: ParentRules;
  readonly #versions: VersionStore;
  readonly #projects: ProjectStore;
  readonly #values: ValuesService;
  readonly #naming: NameContexts;
  readonly #attachments: AttachmentRules;
  readonly #places: Pick<WorkspacePlaces, 'hold' | 'place'>;
  readonly #grants: GrantStore;
  readonly #history: HistoryStore;
  readonly #outbox: Outbox;
  readonly #subscriptions: SubscriptionStore;
  readonly #followOwn: boolean;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    templates: TemplateStore;
    parentRules: ParentRules;
    versions: VersionStore;
    projects: ProjectStore;
    values: ValuesService;
    naming: NameContexts;
    attachments: AttachmentRules;
    places: Pick<WorkspacePlaces, 'hold' | 'place'>;
    grants: GrantStore;
    history: HistoryStore;
    outbox: Outbox;
    subscriptions: SubscriptionStore;
    /** Whether who creates a resource follows it; true where absent. */
    followOwn?: boolean;
  }) {
    this.#knex = options.knex;
    this.#resources = options.resources;
    this.#requests = new IdempotencyStore(options.knex);
    this.#templates = options.templates;
    this.#parents = options.parentRules;
    this.#versions = options.versions;
    this.#projects = options.projects;
    this.#values = options.values;
    this.#naming = options.naming;
    this.#attachments = options.attachments;
    this.#places = options.places;
    this.#grants = options.grants;
    this.#history = options.history;
    this.#outbox = options.outbox;
    this.#subscriptions = options.subscriptions;
    this.#followOwn = options.followOwn ?? true;
  }

  /** Returns the id of the resource: a known one for a known idempotency key. */
  async create(
    id: string,
    actor: Actor,
    input: ResourceInput,
    options: { idempotencyKey?: string; scope?: AccessScope } = {},
  ): Promise<string> {
    const { idempotencyKey } = options;
    const known = idempotencyKey
      ? await this.#requests.find(actor.ref, idempotencyKey)
      : undefined;
    if (known) {
      return this.#sameRequest(known, input);
    }
    try {
      await inTransaction(this.#knex, tx =>
        this.#insert(tx, id, actor, input, options),
      );
      return id;
    } catch (error) {
      // Two requests at once: what refuses this one may be the other's resource.
      const winner = idempotencyKey
        ? await this.#requests.find(actor.ref, idempotencyKey)
        : undefined;
      if (winner) {
        return this.#sameRequest(winner, input);
      }
      if (isUniqueViolation(error)) {
        await this.#refuseTakenName(this.#knex, input, error);
        throw notUnique({ name: input.name }, error);
      }
      throw error;
    }
  }

  /**
   * Does everything that creating does, and takes it back: what is refused here
   * is what the creation would be refused for.
   */
  async check(
    actor: Actor,
    input: ResourceInput,
    options: { scope?: AccessScope },
  ): Promise<EffectiveValues> {
    const undone = new Error('Taken back');
    let resolved: ResolvedValues | undefined;
    try {
      await inTransaction(this.#knex, async tx => {
        resolved = await this.#insert(tx, randomUUID(), actor, input, options);
        throw undone;
      });
    } catch (error) {
      if (error !== undone) {
        throw isUniqueViolation(error)
          ? notUnique({ name: input.name }, error)
          : error;
      }
    }
    return maskEffective(resolved!);
  }

  /** @throws `idempotency_key_reused` where the key was for something else. */
  async #sameRequest(id: string, input: ResourceInput): Promise<string> {
    const known = await this.#resources.get(id);
    if (
      known &&
      (known.templateId !== input.templateId || known.name !== input.name)
    ) {
      throw new InfrakitchenError('ConflictError', {
        code: 'idempotency_key_reused',
        message: `The idempotency key was used before, to create '${known.name}'; use a new key for another resource`,
        culprits: [resourceCulprit(known)],
      });
    }
    return id;
  }

  async #insert(
    tx: Knex.Transaction,
    id: string,
    actor: Actor,
    input: ResourceInput,
    options: { idempotencyKey?: string; scope?: AccessScope },
  ): Promise<ResolvedValues> {
    const { idempotencyKey, scope } = options;
    // What is above the parents must not move while the child is put below.
    await lockMutex(tx, 'resource-hierarchy', 'shared');
    const template = await this.#requireTemplate(tx, input.templateId);
    const version = await this.#requireVersion(tx, template, input.versionId);
    const parentIds = [...new Set(input.parentIds)];
    const parents = await this.#parents.take(tx, {
      template,
      parentIds,
      scope,
    });
    await this.#parents.assertComplete(tx, template, parents);
    const projectId = input.projectId ?? commonProject(parents);
    await holdEnabled(this.#projects, tx, [projectId]);
    await this.#refuseTakenName(tx, input);

    const entries: Entries = {
      tags: normaliseEntries(input.tags, 'tag'),
      configs: normaliseEntries(input.configs, 'config'),
      attached: await this.#attachments.resolve(tx, template, input),
    };
    const storage = await this.#attachments.holdStorage(tx, input.storageId);
    if (input.workspaceId) {
      await this.#places.hold(tx, input.workspaceId);
    }
    const given = (input.values ?? {}) as Values;
    const link = { id, name: input.name, templateId: template.id };
    const resolved = await this.#values.resolve(
      { link, version, parentIds, projectId, entries, values: given },
      { secrets: true, db: tx },
    );
    refuseValues(
      validateValues({
        variables: version?.analysis?.variables ?? [],
        rules: version?.variableRules ?? {},
        resolved,
        ownValues: given,
        conventions: template.conventions,
        name: input.name,
        naming: await this.#naming.read(
          template.conventions.namePattern,
          { parentIds, projectId, labels: input.labels ?? [] },
          tx,
        ),
      }),
      entries.attached,
    );
    const { clear, sensitive } = splitValues(given, version);
    const now = Date.now();
    const record: ResourceRecord = {
      id,
      templateId: template.id,
      versionId: version?.id,
      projectId,
      storageId: storage?.id,
      workspaceId: input.workspaceId,
      name: input.name,
      slug: slugOf(input.name),
      description: input.description,
      labels: input.labels ?? [],
      ownerRef: ownerOf(input, actor),
      abstract: template.abstract,
      state: template.abstract ? 'provisioned' : 'provision',
      status: template.abstract ? 'done' : 'ready',
      deletionProtection: input.deletionProtection ?? false,
      staleInputs: false,
      ownValues: clear,
      sensitiveValues: this.#values.seal('resources', id, sensitive),
      outputs: [],
      revision: 1,
      createdBy: actor.ref,
      createdAt: now,
      updatedAt: now,
    };
    await this.#resources.insert(tx, record, parentIds, entries);
    await this.#places.place(tx, record);
    await reserveSlots(tx, record, entries.attached!, { keep: false });
    if (actor.kind === 'user') {
      await this.#grants.giveCreator(tx, {
        id: randomUUID(),
        resourceId: id,
        principalRef: actor.ref,
        role: 'write',
      });
    }
    const unique = uniqueHashes(version, resolved.variables);
    await assertUnique(tx, record, unique);
    await this.#unique.set(tx, record, unique);
    if (idempotencyKey) {
      await this.#requests.add(tx, {
        actor: actor.ref,
        key: idempotencyKey,
        resourceId: id,
      });
    }
    if (this.#followOwn && actor.kind === 'user') {
      const own = { follows: 'resource' } as const;
      await this.#subscriptions.set(actor.ref, id, own, tx);
    }
    const snapshot = snapshotOf(record, entries, { parents });
    await this.#history.addRevision(tx, {
      kind: 'resource',
      id,
      revision: 1,
      snapshot,
      actor: actor.ref,
    });
    await this.#history.audit(tx, {
      actor,
      action: 'resource.created',
      outcome: 'succeeded',
      entity: { kind: 'resource', id, name: record.name },
      after: snapshot,
    });
    await this.#outbox.add(tx, {
      topic: 'resource.changed',
      key: `resource.changed:${id}:1`,
      payload: { resourceId: id },
    });
    return resolved;
  }

  async #requireTemplate(tx: Knex.Transaction, id: string): Promise<Template> {
    await this.#templates.hold(tx, id);
    const template = await this.#templates.get(id, { db: tx });
    if (!template) {
      throw new InfrakitchenError('NotFoundError', {
        code: 'template_not_found',
        message: `There is no template with the id '${id}'`,
        culprits: [{ kind: 'template', id }],
      });
    }
    if (!template.enabled) {
      throw new InfrakitchenError('ConflictError', {
        code: 'template_disabled',
        message: `The template '${template.name}' is disabled`,
        culprits: [{ kind: 'template', id, name: template.name }],
      });
    }
    return template;
  }

  async #requireVersion(
    tx: Knex,
    template: Template,
    versionId: string | undefined,
  ): Promise<TemplateVersion | undefined> {
    if (template.abstract) {
      if (versionId) {
        throw new InfrakitchenError('InputError', {
          code: 'template_abstract',
          message: `The template '${template.name}' is abstract: its resources have no version`,
          culprits: [
            { kind: 'template', id: template.id, name: template.name },
          ],
        });
      }
      return undefined;
    }
    const version = versionId
      ? await this.#versions.get(versionId, tx)
      : undefined;
    assertUsableVersion(template, version, versionId);
    return version;
  }

  async #refuseTakenName(
    db: Knex,
    input: ResourceInput,
    cause?: unknown,
  ): Promise<void> {
    const holder = await this.#resources.findLiving(
      db,
      input.templateId,
      slugOf(input.name),
    );
    if (holder) {
      throw new InfrakitchenError(
        'ConflictError',
        {
          code: 'name_taken',
          message: `The template already has a resource '${holder.name}'; choose another name than '${input.name}'`,
          culprits: [resourceCulprit(holder)],
        },
        cause,
      );
    }
  }
}

/** Whoever makes a resource owns it, unless somebody else is named, or nobody. */
function ownerOf(
  { ownerRef }: Pick<ResourceInput, 'ownerRef'>,
  actor: Actor,
): string | undefined {
  if (ownerRef === undefined) {
    return actor.kind === 'user' ? actor.ref : undefined;
  }
  return ownerRef ? readPrincipal(ownerRef, 'ownerRef') : undefined;
}
