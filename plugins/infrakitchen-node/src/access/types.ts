import type {
  Role,
  Scope,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Stands for every signed-in user where a principal is expected. @public */
export const EVERYONE = '*';

/**
 * What the rules know of a template, resource or project.
 *
 * @public
 */
export interface AccessRecord {
  id: string;
  /** Owner of a resource, owners of a project; empty for a template. */
  owners: string[];
  labels: string[];
  /** The project that it is in, or is. */
  project?: { id: string; key: string };
  /** Its template with every one above; those above a template and itself. */
  templates: { id: string; key: string }[];
  /** Every grant that reaches it, also those of the configuration. */
  grants: AccessGrant[];
}

/** A role that reaches a record, and from where. @public */
export interface AccessGrant {
  /** Absent for a grant that is not stored. */
  id?: string;
  /** A user, a group or {@link EVERYONE}. */
  principalRef: string;
  role: Role;
  scope: Scope;
  createdBy?: string;
  createdAt?: number;
}

/**
 * What a rule asks of a record, as data: the backend makes a condition of its
 * queries from it.
 *
 * @public
 */
export type AccessCriterion =
  | { rule: 'hasRole'; role: Role; claims: string[] }
  | { rule: 'isOwner'; claims: string[] }
  | { rule: 'inProject'; projects: string[] }
  | { rule: 'hasTemplate'; templates: string[] }
  | { rule: 'hasLabel'; label: string };
