import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isResourcePermission,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import { type Refusal } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Request } from 'express';
import { AccessRecords } from './AccessRecords';
import { AccessRecordStore } from './AccessRecordStore';
import { scopedKindOf, type AccessScope } from './AccessScope';
import {
  AccessSessions,
  type AccessSession,
  type AccessSessionsOptions,
} from './AccessSessions';
import {
  readNeeds,
  type GlobalNeed,
  type Need,
  type RecordNeed,
} from './needs';
import { kindOfType } from './resourceTypes';
import {
  forbidden,
  permissionMissing,
  recordNotFound,
  roleMissing,
} from './problems';
import type {
  AccessSettings,
  Caller,
  Permit,
  ScopedKind,
  Target,
} from './types';

/** What every method of a service is told about its caller. */
export interface CallOptions {
  credentials: BackstageCredentials;
  /** What the caller may see; everything where absent. Authorisation sets it. */
  scope?: AccessScope;
}

/** What a list of what can be picked may be told besides. */
export interface ListCallOptions extends CallOptions {
  /** What the caller may use, where only that is wanted. */
  usable?: AccessScope;
}

/** What a method that changes a record may be told besides. */
export interface WriteCallOptions extends CallOptions {
  /** The revision that the caller has seen. */
  revision?: number;
}

/** Who calls, and what they may do. Nothing is remembered between calls. */
export interface AccessService {
  /** Credentials of a request by a user or a service. */
  credentialsOf(
    // Any request: handlers are typed by their route.
    request: Request<any, any, any, any, any>,
  ): Promise<BackstageCredentials>;
  /** Who calls, with their role at everything. */
  callerOf(credentials: BackstageCredentials): Promise<Caller>;
  /**
   * What the caller may see.
   *
   * @param kind - where given, refused unless some of that kind may be seen.
   */
  scopeOf(
    credentials: BackstageCredentials,
    kind?: ScopedKind,
  ): Promise<AccessScope>;
  /** What a need is met on, for lists of more than what may be seen. */
  scopeFor(credentials: BackstageCredentials, need: Need): Promise<AccessScope>;
  /**
   * Which needs are met at everything, or at any record of the kinds that are
   * named with them.
   */
  meets(
    credentials: BackstageCredentials,
    asked: { need: GlobalNeed; orAt?: ScopedKind[] }[],
  ): Promise<{ caller: Caller; met: boolean[] }>;
  /**
   * @throws NotFoundError for an unknown record and one that may not be seen,
   * NotAllowedError for one that may be seen but not used like this.
   */
  requireOn(
    credentials: BackstageCredentials,
    need: Need,
    target: Target,
  ): Promise<AccessScope>;
  /** @throws NotAllowedError unless one of the needs is met at everything. */
  requireGlobal(
    credentials: BackstageCredentials,
    ...oneOf: [GlobalNeed, ...GlobalNeed[]]
  ): Promise<AccessScope>;
  /** @throws NotAllowedError unless one of the needs is met somewhere. */
  requireSomewhere(
    credentials: BackstageCredentials,
    ...oneOf: [Need, ...Need[]]
  ): Promise<AccessScope>;
  /**
   * @throws NotAllowedError unless the need is met at one of the places, or at
   * all of those that are in one list.
   */
  requireAtOneOf(
    credentials: BackstageCredentials,
    need: GlobalNeed,
    places: Target[][],
  ): Promise<AccessScope>;
  /** Why each of the needs is not met on a record; undefined where it is. */
  refusals(
    credentials: BackstageCredentials,
    oneByOne: RecordNeed[],
    target: Target,
  ): Promise<(Refusal | undefined)[]>;
  /** @throws NotAllowedError `not_allowed` unless one of the permissions is granted. */
  require(
    credentials: BackstageCredentials,
    ...oneOf: [BasicPermission, ...BasicPermission[]]
  ): Promise<void>;
  /** Entity refs that the caller owns things by; empty for a service. */
  ownershipRefsOf(credentials: BackstageCredentials): Promise<string[]>;
}

/** {@link AccessService} over the platform's services and the grants. */
export class DefaultAccessService implements AccessService {
  readonly #store: AccessRecordStore;
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;
  readonly #settings: AccessSettings;
  readonly #records: AccessRecords;
  readonly #sessions: AccessSessions;

  constructor(options: AccessSessionsOptions & { httpAuth: HttpAuthService }) {
    this.#store = new AccessRecordStore(options.knex);
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
    this.#settings = options.settings;
    this.#records = new AccessRecords(options);
    this.#sessions = new AccessSessions({ ...options, records: this.#records });
  }

  async credentialsOf(
    request: Request<any, any, any, any, any>,
  ): Promise<BackstageCredentials> {
    return this.#httpAuth.credentials(request, { allow: ['user', 'service'] });
  }

  async scopeOf(
    credentials: BackstageCredentials,
    kind?: ScopedKind,
  ): Promise<AccessScope> {
    const session = await this.#sessions.open(credentials);
    if (kind && session.permitOf(readNeeds[kind]) === 'none') {
      throw forbidden(permissionMissing([readNeeds[kind].permission.name]));
    }
    return session.scope;
  }

  async scopeFor(
    credentials: BackstageCredentials,
    need: Need,
  ): Promise<AccessScope> {
    const { caller, permitOf } = await this.#sessions.open(credentials, need);
    const permitted = permitOf(need);
    return this.#sessions.scope(caller, () => permitted);
  }

  async meets(
    credentials: BackstageCredentials,
    asked: { need: GlobalNeed; orAt?: ScopedKind[] }[],
  ): Promise<{ caller: Caller; met: boolean[] }> {
    const { caller, permitOf } = await this.#sessions.open(
      credentials,
      ...asked.map(({ need }) => need),
    );
    const isMet = async (need: GlobalNeed, kinds: ScopedKind[] = []) => {
      const permitted = permitOf(need);
      if (permitted === 'all' || permitted === 'none') {
        return permitted === 'all';
      }
      const found = await Promise.all(
        kinds.map(kind => this.#find({ kind }, permitted)),
      );
      return found.some(Boolean);
    };
    const met = await Promise.all(
      asked.map(({ need, orAt }) => isMet(need, orAt)),
    );
    return { caller, met };
  }

  async requireOn(
    credentials: BackstageCredentials,
    need: Need,
    target: Target,
  ): Promise<AccessScope> {
    const session = await this.#sessions.open(credentials, need);
    const refusal = await this.#refusal(session, need, target);
    if (refusal) {
      throw refusal;
    }
    return session.scope;
  }

  async requireGlobal(
    credentials: BackstageCredentials,
    ...oneOf: [GlobalNeed, ...GlobalNeed[]]
  ): Promise<AccessScope> {
    const session = await this.#sessions.open(credentials, ...oneOf);
    if (oneOf.some(need => session.permitOf(need) === 'all')) {
      return session.scope;
    }
    throw missingEverywhere(session, oneOf);
  }

  async requireSomewhere(
    credentials: BackstageCredentials,
    ...oneOf: [Need, ...Need[]]
  ): Promise<AccessScope> {
    const session = await this.#sessions.open(credentials, ...oneOf);
    for (const need of oneOf) {
      const permitted = session.permitOf(need);
      const kind = isResourcePermission(need.permission)
        ? kindOfType(need.permission.resourceType)
        : undefined;
      if (
        permitted === 'all' ||
        (kind && (await this.#find({ kind }, permitted)))
      ) {
        return session.scope;
      }
    }
    throw missingEverywhere(session, oneOf);
  }

  async requireAtOneOf(
    credentials: BackstageCredentials,
    need: GlobalNeed,
    places: Target[][],
  ): Promise<AccessScope> {
    const session = await this.#sessions.open(credentials, need);
    const permitted = session.permitOf(need);
    if (permitted === 'all') {
      return session.scope;
    }
    if (permitted === 'none') {
      throw missingEverywhere(session, [need]);
    }
    for (const together of places.filter(list => list.length > 0)) {
      const found = await Promise.all(
        together.map(target => this.#find(target, permitted)),
      );
      if (found.every(Boolean)) {
        return session.scope;
      }
    }
    const [[first]] = places;
    const seen = await this.#find(first, this.#readOf(session, first));
    throw seen
      ? forbidden(roleMissing(need.role, { ...first, name: seen.name }))
      : recordNotFound(first);
  }

  async refusals(
    credentials: BackstageCredentials,
    oneByOne: RecordNeed[],
    target: Target,
  ): Promise<(Refusal | undefined)[]> {
    const session = await this.#sessions.open(credentials, ...oneByOne);
    return Promise.all(
      oneByOne.map(async need => {
        const error = await this.#refusal(session, need, target);
        return (
          error && {
            code: error.code,
            message: error.message,
            culprits: error.culprits,
          }
        );
      }),
    );
  }

  async require(
    credentials: BackstageCredentials,
    ...oneOf: [BasicPermission, ...BasicPermission[]]
  ): Promise<void> {
    const decisions = await this.#permissions.authorize(
      oneOf.map(permission => ({ permission })),
      { credentials },
    );
    if (!decisions.some(({ result }) => result === AuthorizeResult.ALLOW)) {
      throw forbidden(permissionMissing(oneOf.map(({ name }) => name)));
    }
  }

  async callerOf(credentials: BackstageCredentials): Promise<Caller> {
    return this.#sessions.callerOf(credentials);
  }

  async ownershipRefsOf(credentials: BackstageCredentials): Promise<string[]> {
    return this.#sessions.ownershipRefsOf(credentials);
  }

  /** Asks for what is needed first: who may change a record may say so. */
  async #refusal(session: AccessSession, need: Need, target: Target) {
    const permitted = session.permitOf(need);
    if (permitted === 'none') {
      return forbidden(permissionMissing([need.permission.name]));
    }
    if (permitted === 'all' || (await this.#find(target, permitted))) {
      return undefined;
    }
    const seen = await this.#find(target, this.#readOf(session, target));
    if (!seen || need.role === 'read') {
      return recordNotFound(target);
    }
    const held = await this.#find(target, { holding: permitted.holding });
    return forbidden(
      held
        ? permissionMissing([need.permission.name], { ...target, ...seen })
        : roleMissing(need.role, { ...target, ...seen }),
    );
  }

  #readOf(session: AccessSession, target: Target): Permit {
    return session.permitOf(readNeeds[scopedKindOf(target.kind)]);
  }

  async #find(
    target: { kind: Target['kind']; id?: string },
    permitted: Permit,
  ): Promise<{ name: string } | undefined> {
    return this.#store.find(target, permitted, this.#settings);
  }
}

function missingEverywhere(session: AccessSession, oneOf: Need[]) {
  const decided = oneOf.find(need => session.permitOf(need) !== 'none');
  return forbidden(
    decided
      ? roleMissing(decided.role)
      : permissionMissing(oneOf.map(({ permission }) => permission.name)),
  );
}
