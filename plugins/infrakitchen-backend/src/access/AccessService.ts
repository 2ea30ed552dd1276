import type {
  BackstageCredentials,
  BackstageNonePrincipal,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Request } from 'express';
import type { Actor } from '../history';

/** What every method of a service is told about its caller. */
export interface CallOptions {
  credentials: BackstageCredentials;
}

/** What a method that changes a record may be told besides. */
export interface WriteCallOptions extends CallOptions {
  /** The revision that the caller has seen. */
  revision?: number;
}

/** Who calls, and what they may do. */
export interface AccessService {
  /** Credentials of a request by a user or a service. */
  credentialsOf(
    // Any request: handlers are typed by their route.
    request: Request<any, any, any, any, any>,
  ): Promise<BackstageCredentials>;
  /**
   * @throws NotAllowedError `not_allowed` unless one of the permissions is granted.
   */
  require(
    credentials: BackstageCredentials,
    ...oneOf: [BasicPermission, ...BasicPermission[]]
  ): Promise<void>;
  /** Entity refs that the caller owns things by; empty for a service. */
  ownershipRefsOf(credentials: BackstageCredentials): Promise<string[]>;
}

/** Asks the platform's services. */
export class DefaultAccessService implements AccessService {
  readonly #httpAuth: HttpAuthService;
  readonly #userInfo: UserInfoService;
  readonly #permissions: PermissionsService;

  constructor(options: {
    httpAuth: HttpAuthService;
    userInfo: UserInfoService;
    permissions: PermissionsService;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#userInfo = options.userInfo;
    this.#permissions = options.permissions;
  }

  async credentialsOf(
    request: Request<any, any, any, any, any>,
  ): Promise<BackstageCredentials> {
    return this.#httpAuth.credentials(request, { allow: ['user', 'service'] });
  }

  async require(
    credentials: BackstageCredentials,
    ...oneOf: [BasicPermission, ...BasicPermission[]]
  ): Promise<void> {
    const decisions = await this.#permissions.authorize(
      oneOf.map(permission => ({ permission })),
      { credentials },
    );
    if (decisions.some(({ result }) => result === AuthorizeResult.ALLOW)) {
      return;
    }
    const names = oneOf.map(permission => `'${permission.name}'`).join(' or ');
    throw new InfrakitchenError('NotAllowedError', {
      code: 'not_allowed',
      message: `This needs the permission ${names}`,
    });
  }

  async ownershipRefsOf(credentials: BackstageCredentials): Promise<string[]> {
    if (principalOf(credentials)?.type !== 'user') {
      return [];
    }
    const info = await this.#userInfo.getUserInfo(credentials);
    return info.ownershipEntityRefs;
  }
}

/**
 * The caller as history records it.
 *
 * @throws NotAllowedError `not_allowed` for a caller that nobody authenticated.
 */
export function actorOf(credentials: BackstageCredentials): Actor {
  const principal = principalOf(credentials);
  switch (principal?.type) {
    case 'user':
      return { kind: 'user', ref: principal.userEntityRef };
    case 'service':
      return { kind: 'service', ref: principal.subject };
    default:
      throw new InfrakitchenError('NotAllowedError', {
        code: 'not_allowed',
        message: 'This needs a signed-in user or a service',
      });
  }
}

function principalOf(credentials: BackstageCredentials) {
  return credentials.principal as
    | BackstageUserPrincipal
    | BackstageServicePrincipal
    | BackstageNonePrincipal
    | undefined;
}
