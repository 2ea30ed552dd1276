import { mockCredentials } from '@backstage/backend-test-utils';
import type { AccessScope } from '../AccessScope';
import type { AccessService } from '../AccessService';
import { actorOf } from '../callers';
import { forbidden, permissionMissing } from '../problems';

const everything: AccessScope = {
  caller: {
    actor: { kind: 'user', ref: 'user:default/ann' },
    principals: ['user:default/ann'],
    globalRole: 'admin',
  },
  isUnrestricted: true,
  seesBelow: async () => true,
  restrict: () => {},
  rolesOf: async (_, ids) => new Map(ids.map(id => [id, 'admin'])),
};

/** Grants permissions by name; everybody sees what an admin sees. */
export function fakeAccess(
  granted: readonly string[] | 'all',
  /** Groups by user ref. */
  groups: Record<string, string[]> = {},
): AccessService {
  const has = (name: string) => granted === 'all' || granted.includes(name);
  const ask = async (...names: string[]) => {
    if (!names.some(has)) {
      throw forbidden(permissionMissing(names));
    }
    return everything;
  };
  return {
    credentialsOf: async () => mockCredentials.user('user:default/ann'),
    ownershipRefsOf: async credentials => {
      const { ref } = actorOf(credentials);
      return [ref, ...(groups[ref] ?? [])];
    },
    callerOf: async credentials => {
      const actor = actorOf(credentials);
      const principals = [actor.ref, ...(groups[actor.ref] ?? [])];
      return { actor, principals, globalRole: 'admin' };
    },
    scopeOf: (_, kind) => ask(`infrakitchen.${kind}.read`),
    scopeFor: (_, { permission }) => ask(permission.name),
    meets: async (_, asked) => ({
      caller: everything.caller,
      met: asked.map(({ need }) => has(need.permission.name)),
    }),
    requireOn: (_, { permission }) => ask(permission.name),
    requireGlobal: (_, ...oneOf) =>
      ask(...oneOf.map(({ permission }) => permission.name)),
    requireSomewhere: (_, ...oneOf) =>
      ask(...oneOf.map(({ permission }) => permission.name)),
    requireAtOneOf: (_, { permission }) => ask(permission.name),
    refusals: async (_, oneByOne) =>
      oneByOne.map(({ permission }) =>
        has(permission.name) ? undefined : permissionMissing([permission.name]),
      ),
    require: async (_, ...oneOf) => {
      await ask(...oneOf.map(({ name }) => name));
    },
  };
}
