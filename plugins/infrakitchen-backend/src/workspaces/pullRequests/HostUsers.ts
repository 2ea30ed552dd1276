import type { AuthService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
  type Entity,
  type UserEntity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  InfrakitchenError,
  type Approver,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { HostUser } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { RoleReader } from '../../access';
import type { Actor } from '../../history';
import type { CommitAuthor } from '../git/types';
import { plainLine } from './markdown';

/** Annotations of users in the catalog, by provider of the host. */
const annotations: Record<string, string[]> = {
  github: ['github.com/user-login'],
  gitlab: ['gitlab.com/user-login'],
  bitbucket: ['bitbucket.org/user-uuid', 'bitbucket.org/username'],
  'azure-devops': ['dev.azure.com/user-id', 'graph.microsoft.com/user-id'],
};

/** Who did something at a host, as far as the portal knows them. */
export interface KnownUser {
  actor: Actor;
  by: Approver;
  /** Whether the catalog has them. */
  isKnown: boolean;
}

/** Finds users of the portal behind those of hosts, and the other way round. */
export class HostUsers {
  readonly #catalog: Pick<CatalogService, 'getEntities' | 'getEntityByRef'>;
  readonly #auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  readonly #roles: Pick<RoleReader, 'roleOn'>;
  readonly #mailHost: string;

  constructor(options: {
    catalog: Pick<CatalogService, 'getEntities' | 'getEntityByRef'>;
    auth: Pick<AuthService, 'getOwnServiceCredentials'>;
    roles: Pick<RoleReader, 'roleOn'>;
    /** Of addresses that nobody reads. */
    mailHost: string;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#roles = options.roles;
    this.#mailHost = options.mailHost;
  }

  /** Who a commit is by that somebody of the portal asked for. */
  async author(requestedBy: string): Promise<CommitAuthor> {
    const user = /^user:/i.test(requestedBy)
      ? // A catalog that is away keeps no change from being proposed.
        await this.#byRef(requestedBy).catch(() => undefined)
      : undefined;
    const { displayName, email } = user?.spec?.profile ?? {};
    const name = nameOf(requestedBy);
    return {
      name: identity(displayName ?? '') || identity(name) || 'InfraKitchen',
      email:
        email && /^[^\s<>@]{1,64}@[^\s<>@]{1,190}$/.test(email)
          ? email
          : `${identity(name).replace(/[^A-Za-z0-9.-]/g, '-')}+no-reply@${
              this.#mailHost
            }`,
    };
  }

  /**
   * Whoever merged or closed something, with what they are a member of and
   * their role on a resource.
   */
  async known(
    user: HostUser | undefined,
    context: {
      provider: string;
      resourceId: string;
      found: 'webhook' | 'sweeper';
    },
  ): Promise<KnownUser> {
    const { provider, resourceId, found } = context;
    const entity = user && (await this.#find(user, provider));
    if (!entity) {
      const ref = `${provider}:${hostName(user)}`;
      return {
        actor: { kind: found, ref },
        by: { ref, principalRefs: [] },
        isKnown: false,
      };
    }
    const ref = stringifyEntityRef(entity);
    const principalRefs = [
      ref,
      ...(entity.relations ?? [])
        .filter(({ type }) => type === RELATION_MEMBER_OF)
        .map(({ targetRef }) => targetRef),
    ];
    const role = await this.#roles.roleOn(resourceId, principalRefs);
    return {
      actor: { kind: 'user', ref },
      by: { ref, principalRefs, role },
      isKnown: true,
    };
  }

  async #byRef(ref: string): Promise<UserEntity | undefined> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const found = await this.#catalog.getEntityByRef(ref, { credentials });
    return found as UserEntity | undefined;
  }

  /** By what the host is annotated with, else by e-mail; nobody where in doubt. */
  async #find(user: HostUser, provider: string): Promise<Entity | undefined> {
    const ids = [user.login, user.id].filter(
      (id): id is string => id !== undefined && id !== '',
    );
    const annotated = (annotations[provider] ?? []).map(name => ({
      kind: 'User',
      [`metadata.annotations.${name}`]: ids,
    }));
    const byAnnotation =
      ids.length > 0 && annotated.length > 0
        ? await this.#only(annotated)
        : undefined;
    return (
      byAnnotation ??
      (user.email
        ? this.#only([{ kind: 'User', 'spec.profile.email': [user.email] }])
        : undefined)
    );
  }

  async #only(
    filter: Record<string, string | string[]>[],
  ): Promise<Entity | undefined> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const { items } = await this.#catalog
      .getEntities(
        {
          filter,
          limit: 2,
          fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'],
        },
        { credentials },
      )
      .catch(cause => {
        // Taking somebody for nobody would hold what an approver has merged.
        throw catalogUnavailable(cause);
      });
    return items.length === 1 ? items[0] : undefined;
  }
}

function catalogUnavailable(cause: unknown): InfrakitchenError {
  return new InfrakitchenError(
    'ServiceUnavailableError',
    {
      code: 'catalog_unavailable',
      message:
        'The catalog does not answer, so the portal cannot tell who merged or closed it; it is looked at again after a while',
    },
    cause,
  );
}

/** Without what would end a line or an address of a commit. */
function identity(text: string): string {
  return plainLine(text, 100).replace(/[<>"]/g, '').trim();
}

function nameOf(ref: string): string {
  try {
    return parseEntityRef(ref, { defaultKind: 'user' }).name;
  } catch {
    return ref;
  }
}

/** As a name that an entity ref can carry. */
function hostName(user: HostUser | undefined): string {
  const name = (user?.login ?? user?.name ?? user?.id ?? 'somebody')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63);
  return name || 'somebody';
}
