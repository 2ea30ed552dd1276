import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import {
  roleAllows,
  strongestRole,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { AccessRecords } from './AccessRecords';
import { KnexAccessScope, type AccessScope } from './AccessScope';
import { actorOf, assertRestricted, isUser } from './callers';
import { GrantStore } from './GrantStore';
import { fixedGlobalRole, holdingOf } from './holding';
import { readNeeds, type Need } from './needs';
import { resourceRefOf } from './resourceTypes';
import {
  scopedKinds,
  type AccessSettings,
  type Caller,
  type Holding,
  type Permit,
  type ScopedKind,
} from './types';

/** So many grants are named in a query; more are looked up by it. */
const NAMED_GRANTS = 200;

/** The decisions of one request. */
export interface AccessSession {
  caller: Caller;
  scope: AccessScope;
  permitOf(need: Need): Permit;
}

/** What sessions are made from. */
export interface AccessSessionsOptions {
  knex: Knex;
  userInfo: UserInfoService;
  permissions: PermissionsService;
  permissionsRegistry: Pick<PermissionsRegistryService, 'getPermissionRuleset'>;
  settings: AccessSettings;
}

/** Puts together what the framework and the grants say to one request. */
export class AccessSessions {
  readonly #grants: GrantStore;
  readonly #userInfo: UserInfoService;
  readonly #permissions: PermissionsService;
  readonly #registry: AccessSessionsOptions['permissionsRegistry'];
  readonly #settings: AccessSettings;
  readonly #records: AccessRecords;

  constructor(options: AccessSessionsOptions & { records: AccessRecords }) {
    this.#grants = new GrantStore(options.knex);
    this.#userInfo = options.userInfo;
    this.#permissions = options.permissions;
    this.#registry = options.permissionsRegistry;
    this.#settings = options.settings;
    this.#records = options.records;
  }

  async callerOf(credentials: BackstageCredentials): Promise<Caller> {
    const actor = actorOf(credentials);
    if (!isUser(credentials)) {
      assertRestricted(credentials);
      // Its restrictions say what it may do, which the framework decides by.
      return { actor, principals: [], globalRole: 'admin' };
    }
    const refs = await this.ownershipRefsOf(credentials);
    const principals = [...new Set([actor.ref, ...refs])];
    const fixed = fixedGlobalRole(principals, this.#settings);
    if (roleAllows(fixed, 'admin')) {
      return { actor, principals, globalRole: fixed };
    }
    // Those at everything come first, and are never among those left out.
    const grants = await this.#grants.heldBy(principals, NAMED_GRANTS + 1);
    const global = grants.filter(({ kind }) => kind === 'global');
    return {
      actor,
      principals,
      globalRole: strongestRole([fixed, ...global.map(({ role }) => role)]),
      grants: grants.length > NAMED_GRANTS ? undefined : grants,
    };
  }

  async ownershipRefsOf(credentials: BackstageCredentials): Promise<string[]> {
    if (!isUser(credentials)) {
      return [];
    }
    const info = await this.#userInfo.getUserInfo(credentials);
    return info.ownershipEntityRefs;
  }

  async open(
    credentials: BackstageCredentials,
    ...asked: Need[]
  ): Promise<AccessSession> {
    const caller = await this.callerOf(credentials);
    const permissions = new Map(
      [...Object.values(readNeeds), ...asked].map(({ permission }) => [
        permission.name,
        permission as Permission,
      ]),
    );
    const decisions = await this.#permissions.authorizeConditional(
      // A basic permission is never decided conditionally.
      [...permissions.values()].map(permission => ({ permission } as never)),
      { credentials },
    );
    const byName = new Map(
      [...permissions.keys()].map((name, index) => [name, decisions[index]]),
    );
    const permitOf = (need: Need): Permit => {
      if (need.usersOnly && caller.actor.kind !== 'user') {
        return 'none';
      }
      return combine(
        this.#heldBy(caller, need.role),
        this.#decided(byName.get(need.permission.name)!),
      );
    };
    const scope = this.scope(caller, kind => permitOf(readNeeds[kind]));
    return { caller, scope, permitOf };
  }

  /** What a caller may see, or whatever else is permitted by kind. */
  scope(caller: Caller, readOf: (kind: ScopedKind) => Permit): AccessScope {
    return new KnexAccessScope({
      caller,
      reads: Object.fromEntries(
        scopedKinds.map(kind => [kind, readOf(kind)]),
      ) as Record<ScopedKind, Permit>,
      records: this.#records,
      settings: this.#settings,
    });
  }

  #heldBy(caller: Caller, role: Role): Permit {
    if (roleAllows(caller.globalRole, role)) {
      return 'all';
    }
    const holding = holdingOf(caller.principals, role, this.#settings);
    return holding === 'all' ? 'all' : { holding: withKnown(holding, caller) };
  }

  #decided(decision: PolicyDecision): Permit {
    switch (decision.result) {
      case AuthorizeResult.ALLOW:
        return 'all';
      case AuthorizeResult.DENY:
        return 'none';
      default: {
        const ref = resourceRefOf(decision.resourceType);
        // Conditions about what is not ours cannot be met.
        return ref
          ? {
              criteria: createConditionTransformer(
                this.#registry.getPermissionRuleset(ref as never),
              )(decision.conditions) as never,
            }
          : 'none';
      }
    }
  }
}

/** What is known of a holding spares the database a part of each condition. */
function withKnown(holding: Holding, { grants }: Caller): Holding {
  if (!grants) {
    return holding;
  }
  const held = grants.filter(({ role }) => holding.roles.includes(role));
  return {
    ...holding,
    resourceIds: [
      ...held.filter(({ kind }) => kind === 'resource').map(({ id }) => id),
      ...holding.fixed.flatMap(({ scope }) =>
        scope.kind === 'resource' && scope.id ? [scope.id] : [],
      ),
    ],
    noTemplates:
      held.every(({ kind }) => kind !== 'template') &&
      holding.fixed.every(({ scope }) => scope.kind !== 'template'),
  };
}

function combine(held: Permit, decided: Permit): Permit {
  if (held === 'none' || decided === 'none') {
    return 'none';
  }
  if (held === 'all') {
    return decided;
  }
  return decided === 'all' ? held : { ...held, ...decided };
}
