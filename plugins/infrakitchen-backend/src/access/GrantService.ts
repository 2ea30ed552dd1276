import { randomUUID } from 'node:crypto';
import type { AccessGrant } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  InfrakitchenError,
  isInfrakitchenError,
  roles,
  type CallerAccess,
  type Grant,
  type GrantInput,
  type Page,
  type Scope,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  holdRecord,
  inTransaction,
  lockMutex,
  parseFilters,
  parseIds,
} from '../database';
import type { HistoryStore } from '../history';
import type { AccessRecords } from './AccessRecords';
import type { AccessService, CallOptions } from './AccessService';
import { audited } from './audited';
import { actorOf } from './callers';
import { grantFilterFields, type GrantStore } from './GrantStore';
import { GrantView } from './GrantView';
import { fixedAdmins } from './holding';
import { needs, type Need } from './needs';
import { normalisePrincipal } from './principals';
import { recordNotFound } from './problems';
import { connectionKinds, type AccessSettings } from './types';

/** What a list of grants may be asked for. */
export interface ListGrantsOptions {
  filter?: string[];
  limit: number;
  cursor?: string;
}

/** Says whether a user or group is known; undefined where nobody can tell. */
export interface PrincipalDirectory {
  knows(principalRef: string): Promise<boolean | undefined>;
}

/** Who has which role where. */
export interface GrantService {
  /** What the caller may do that belongs to no single record. */
  access(options: CallOptions): Promise<CallerAccess>;
  list(query: ListGrantsOptions, options: CallOptions): Promise<Page<Grant>>;
  give(input: GrantInput, options: CallOptions): Promise<Grant>;
  take(id: string, options: CallOptions): Promise<void>;
  /** Every grant that reaches a resource, strongest first. */
  ofResource(resourceId: string, options: CallOptions): Promise<Grant[]>;
}

/** {@link GrantService} over the database and the configuration. */
export class DefaultGrantService implements GrantService {
  readonly #knex: Knex;
  readonly #access: AccessService;
  readonly #grants: GrantStore;
  readonly #records: AccessRecords;
  readonly #history: HistoryStore;
  readonly #settings: AccessSettings;
  readonly #principals: PrincipalDirectory;
  readonly #view: GrantView;

  constructor(options: {
    knex: Knex;
    access: AccessService;
    grants: GrantStore;
    records: AccessRecords;
    history: HistoryStore;
    settings: AccessSettings;
    principals: PrincipalDirectory;
  }) {
    this.#knex = options.knex;
    this.#access = options.access;
    this.#grants = options.grants;
    this.#records = options.records;
    this.#history = options.history;
    this.#settings = options.settings;
    this.#principals = options.principals;
    this.#view = new GrantView(options);
  }

  async access({ credentials }: CallOptions): Promise<CallerAccess> {
    const asked = [
      needs.projectCreate,
      needs.auditRead,
      needs.approvalRuleManage,
      needs.encryptionManage,
      needs.integrationCreate,
      needs.secretCreate,
      needs.storageCreate,
      needs.workspaceCreate,
      needs.templateCreate,
    ].map(need => ({ need }));
    const { caller, met } = await this.#access.meets(credentials, [
      {
        need: needs.resourceCreate,
        orAt: ['template', 'project', 'resource'],
      },
      ...asked,
    ]);
    const [
      canCreateResources,
      canCreateProjects,
      canReadAudit,
      canManageApprovalRules,
      canManageEncryption,
      ...canCreate
    ] = met;
    return {
      userRef: caller.actor.ref,
      globalRole: caller.globalRole,
      canCreateProjects,
      canReadAudit,
      canManageApprovalRules,
      canManageEncryption,
      canCreateConnections: connectionKinds.filter((_, at) => canCreate[at]),
      canCreateWorkspaces: canCreate[connectionKinds.length],
      canCreateTemplates: canCreate[connectionKinds.length + 1],
      canCreateResources,
    };
  }

  async list(
    query: ListGrantsOptions,
    { credentials }: CallOptions,
  ): Promise<Page<Grant>> {
    const scope = await this.#access.scopeFor(credentials, needs.grantManage);
    const filters = parseFilters(query.filter, grantFilterFields);
    if (filters.scopeId) {
      filters.scopeId = parseIds('scopeId', filters.scopeId);
    }
    const page = await this.#grants.list({ ...query, filters, scope });
    // They have no time to be sorted by: before everything else.
    const fixed = query.cursor ? [] : await this.#view.fixed(scope);
    const wanted = fixed.filter(grant =>
      (
        [
          ['scopeKind', grant.scope.kind],
          ['scopeId', grant.scope.id],
          ['principalRef', grant.principalRef],
          ['role', grant.role],
        ] as const
      ).every(([field, value]) => filters[field]?.includes(value!) ?? true),
    );
    return {
      items: await this.#view.toApi([...wanted, ...page.items]),
      nextCursor: page.nextCursor,
    };
  }

  async give(input: GrantInput, options: CallOptions): Promise<Grant> {
    const actor = actorOf(options.credentials);
    const principalRef = normalisePrincipal(input.principalRef);
    const given = {
      id: randomUUID(),
      principalRef,
      role: input.role,
      scope: input.scope,
      createdBy: actor.ref,
      createdAt: Date.now(),
    };
    const detail = {
      principalRef,
      role: input.role,
      scope: { ...input.scope },
    };
    const entity = { kind: 'grant' as const, id: given.id, name: principalRef };
    const stored = await audited(
      this.#history,
      { actor, action: 'grant.given', entity, detail },
      async () => {
        await this.#requireAdmin(input.scope, options);
        await this.#requireKnown(principalRef);
        return inTransaction(this.#knex, async tx => {
          await lockMutex(tx, 'global-admins');
          await this.#hold(tx, input.scope);
          const before = await this.#grants.find(given, tx);
          if (before && given.role !== 'admin') {
            await this.#refuseLastAdmin(tx, before);
          }
          const after = await this.#grants.give(tx, given);
          await this.#history.audit(tx, {
            actor,
            action: 'grant.given',
            outcome: 'succeeded',
            entity: { ...entity, id: after.id! },
            before: before && { role: before.role },
            after: { role: after.role },
            detail: { ...detail, ...(before && { replaced: before.role }) },
          });
          return after;
        });
      },
    );
    return (await this.#view.toApi([stored]))[0];
  }

  async take(id: string, options: CallOptions): Promise<void> {
    const actor = actorOf(options.credentials);
    const entity = { kind: 'grant' as const, id };
    await audited(
      this.#history,
      { actor, action: 'grant.taken', entity },
      async () => {
        const seen = await this.#grants.get(id);
        if (!seen) {
          throw grantNotFound(id);
        }
        await this.#requireAdmin(seen.scope, options, () => grantNotFound(id));
        await inTransaction(this.#knex, async tx => {
          await lockMutex(tx, 'global-admins');
          const grant = await this.#grants.get(id, tx);
          if (!grant) {
            throw grantNotFound(id);
          }
          await this.#refuseLastAdmin(tx, grant);
          await this.#grants.delete(tx, id);
          const { principalRef, role, scope } = grant;
          await this.#history.audit(tx, {
            actor,
            action: 'grant.taken',
            outcome: 'succeeded',
            entity: { ...entity, name: principalRef },
            before: { role },
            detail: { principalRef, role, scope: { ...scope } },
          });
        });
      },
    );
  }

  async ofResource(
    resourceId: string,
    { credentials }: CallOptions,
  ): Promise<Grant[]> {
    const target = { kind: 'resource' as const, id: resourceId };
    await this.#access.requireOn(credentials, needs.resourceRead, target);
    const records = await this.#records.load('resource', [resourceId]);
    const record = records.get(resourceId);
    if (!record) {
      throw recordNotFound(target);
    }
    const strength = (grant: AccessGrant) => roles.indexOf(grant.role);
    return this.#view.toApi(
      [...record.grants].sort((a, b) => strength(b) - strength(a)),
    );
  }

  /** Who gives a role must be an admin of what it is about. */
  async #requireAdmin(
    scope: Scope,
    { credentials }: CallOptions,
    unknown?: () => InfrakitchenError,
  ): Promise<void> {
    if (scope.kind === 'global') {
      if (scope.id) {
        throw invalidScope('The global scope has no id');
      }
      await this.#access.requireGlobal(credentials, needs.grantManage);
      return;
    }
    const { kind, id } = scope;
    if (!id) {
      throw invalidScope(`Say by its id which ${kind} the role is for`);
    }
    const need: Need = needs.grantManage;
    try {
      await this.#access.requireOn(credentials, need, { kind, id });
      if (!(await this.#grants.names(kind, [id])).has(id)) {
        throw recordNotFound({ kind, id });
      }
    } catch (error) {
      throw unknown && isNotFound(error) ? unknown() : error;
    }
  }

  /** Nothing is granted at what is deleted meanwhile. */
  async #hold(tx: Knex.Transaction, { kind, id }: Scope): Promise<void> {
    if (kind !== 'global' && !(await holdRecord(tx, `${kind}s`, id!))) {
      throw recordNotFound({ kind, id: id! });
    }
  }

  async #requireKnown(principalRef: string): Promise<void> {
    if ((await this.#principals.knows(principalRef)) === false) {
      throw new InfrakitchenError('InputError', {
        code: 'principal_not_found',
        message: `The catalog has no '${principalRef}'; check the name`,
        culprits: [{ kind: 'principal', name: principalRef }],
      });
    }
  }

  /** Nobody could give a role at everything any more. */
  async #refuseLastAdmin(tx: Knex, grant: AccessGrant): Promise<void> {
    const isGlobalAdmin =
      grant.scope.kind === 'global' && grant.role === 'admin';
    if (
      isGlobalAdmin &&
      !fixedAdmins(this.#settings) &&
      (await this.#grants.otherGlobalAdmins(tx, grant.id!)) === 0
    ) {
      throw new InfrakitchenError('ConflictError', {
        code: 'last_admin',
        message: `'${grant.principalRef}' is the last admin of everything; make somebody else one first, or add one to infrakitchen.access.grants`,
        culprits: [{ kind: 'grant', id: grant.id, name: grant.principalRef }],
      });
    }
  }
}

function grantNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'grant_not_found',
    message: `There is no grant with the id '${id}'`,
    culprits: [{ kind: 'grant', id }],
  });
}

function isNotFound(error: unknown): boolean {
  return isInfrakitchenError(error) && error.name === 'NotFoundError';
}

function invalidScope(message: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'invalid_scope',
    message,
    culprits: [{ kind: 'field', name: 'scope' }],
  });
}
