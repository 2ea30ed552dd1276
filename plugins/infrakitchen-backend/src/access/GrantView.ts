import {
  EVERYONE,
  type AccessGrant,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type {
  Grant,
  Scope,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from './AccessScope';
import type { GrantStore } from './GrantStore';
import { scopedKinds, type AccessSettings, type ScopedKind } from './types';

/** How grants are shown: with names, and those of the configuration among them. */
export class GrantView {
  readonly #grants: GrantStore;
  readonly #settings: AccessSettings;

  constructor(options: { grants: GrantStore; settings: AccessSettings }) {
    this.#grants = options.grants;
    this.#settings = options.settings;
  }

  /** Grants of the configuration that the caller may see. */
  async fixed(scope: AccessScope): Promise<AccessGrant[]> {
    const { everyone, grants } = this.#settings;
    const everywhere: AccessGrant[] = everyone
      ? [
          {
            principalRef: EVERYONE,
            role: everyone,
            scope: { kind: 'global' },
          },
        ]
      : [];
    const keys = (kind: Scope['kind']) =>
      grants
        .filter(grant => grant.scope.kind === kind)
        .flatMap(grant => grant.scope.key ?? []);
    const byKey = {
      template: await this.#grants.idsByKey('template', keys('template')),
      project: await this.#grants.idsByKey('project', keys('project')),
    };
    const resolved = grants.flatMap(
      ({ principalRef, role, scope: at }): AccessGrant[] => {
        if (at.kind === 'global') {
          return [{ principalRef, role, scope: { kind: at.kind } }];
        }
        const id = at.key
          ? byKey[at.kind as keyof typeof byKey].get(at.key)
          : at.id;
        return id ? [{ principalRef, role, scope: { kind: at.kind, id } }] : [];
      },
    );
    const seen = await this.#namesOf(resolved, scope);
    return [
      ...everywhere,
      ...resolved.filter(
        grant =>
          scope.caller.principals.includes(grant.principalRef) ||
          (grant.scope.kind === 'global'
            ? scope.isUnrestricted
            : seen[grant.scope.kind as ScopedKind].has(grant.scope.id!)),
      ),
    ];
  }

  async toApi(grants: AccessGrant[]): Promise<Grant[]> {
    const names = await this.#namesOf(grants);
    return grants.map(grant => ({
      id: grant.id,
      principalRef: grant.principalRef,
      role: grant.role,
      scope:
        grant.scope.kind === 'global'
          ? { kind: grant.scope.kind }
          : {
              kind: grant.scope.kind,
              id: grant.scope.id,
              name: names[grant.scope.kind].get(grant.scope.id!),
            },
      createdBy: grant.createdBy,
      createdAt:
        grant.createdAt === undefined
          ? undefined
          : new Date(grant.createdAt).toISOString(),
    }));
  }

  async #namesOf(grants: AccessGrant[], scope?: AccessScope) {
    const at = (kind: ScopedKind) =>
      this.#grants.names(
        kind,
        grants.flatMap(grant =>
          grant.scope.kind === kind ? grant.scope.id! : [],
        ),
        scope,
      );
    const names = await Promise.all(scopedKinds.map(at));
    return Object.fromEntries(
      scopedKinds.map((kind, index) => [kind, names[index]]),
    ) as Record<ScopedKind, Map<string, string>>;
  }
}
