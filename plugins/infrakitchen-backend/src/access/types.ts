import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type {
  Role,
  Scope,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessCriterion } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Actor } from '../history';

/** Kinds of records that resources are connected by to the world outside. */
export const connectionKinds = ['integration', 'secret', 'storage'] as const;

export type ConnectionKind = (typeof connectionKinds)[number];

/** Kinds of records that lie in nothing: their grants reach them alone. */
const standaloneKinds = [...connectionKinds, 'workspace'] as const;

export type StandaloneKind = (typeof standaloneKinds)[number];

/** Kinds of records that have grants. */
export const scopedKinds = [
  'project',
  'template',
  'resource',
  ...standaloneKinds,
] as const;

export type ScopedKind = (typeof scopedKinds)[number];

export function isStandaloneKind(kind: string): kind is StandaloneKind {
  return standaloneKinds.includes(kind as StandaloneKind);
}

/**
 * Kinds of records that are asked for by id. Versions and runs follow what they
 * belong to, and a cascade takes what each of its resources takes.
 */
export type TargetKind = ScopedKind | 'version' | 'run' | 'cascade';

/** A record that something is done with. */
export interface Target {
  kind: TargetKind;
  id: string;
}

/** A grant that the configuration gives. */
export interface FixedGrant {
  principalRef: string;
  role: Role;
  scope: { kind: Scope['kind']; id?: string; key?: string };
}

/** The grants that are not stored. */
export interface AccessSettings {
  /** Role of every signed-in user at everything. */
  everyone?: Role;
  grants: FixedGrant[];
}

/** Who is told of everything. */
export interface FeedSettings {
  /** Subjects of the services that are. */
  feedReaders: string[];
  /** Whether the portal's policy asks for roles, so that the search may be. */
  searchByPolicy: boolean;
}

/** Who calls. */
export interface Caller {
  actor: Actor;
  /** What the caller is and is a member of; empty for a service. */
  principals: string[];
  /** Role at everything: of a user by grants, of a service by its restrictions. */
  globalRole?: Role;
  /** Grants in the database; absent where there are too many to name them. */
  grants?: { kind: Scope['kind']; id: string; role: Role }[];
}

/** Grants that count: those of some principals with one of some roles. */
export interface Holding {
  principals: string[];
  roles: Role[];
  /** Those of the configuration, already chosen by principal and role. */
  fixed: FixedGrant[];
  /** The resources that these are at, where they are known already. */
  resourceIds?: string[];
  /** None of these is known to be at a template. */
  noTemplates?: boolean;
}

/** Which records are permitted: those where every part is. */
export type Permit =
  | 'all'
  | 'none'
  | { holding?: Holding; criteria?: PermissionCriteria<AccessCriterion> };

/** The global scope's id in the table of grants. */
export const GLOBAL_SCOPE_ID = '00000000-0000-0000-0000-000000000000';
