import {
  createPermissionRule,
  type PermissionResourceRef,
} from '@backstage/plugin-permission-node';
import { roleAllows } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { z } from 'zod';
import {
  integrationPermissionResourceRef,
  projectPermissionResourceRef,
  resourcePermissionResourceRef,
  secretPermissionResourceRef,
  storagePermissionResourceRef,
  templatePermissionResourceRef,
  workspacePermissionResourceRef,
} from './resourceRefs';
import { EVERYONE, type AccessCriterion, type AccessRecord } from './types';

type Ref<TType extends string> = PermissionResourceRef<
  AccessRecord,
  AccessCriterion,
  TType,
  'infrakitchen'
>;

const claims = z
  .array(z.string())
  .describe('Entity refs of the user and their groups');

function hasRole<TType extends string>(resourceRef: Ref<TType>) {
  return createPermissionRule({
    name: 'HAS_ROLE',
    description: 'Allow where a grant gives the role, or a stronger one',
    resourceRef,
    paramsSchema: z.object({
      role: z.enum(['read', 'write', 'admin']).describe('Weakest role'),
      claims,
    }),
    apply: (record: AccessRecord, params) =>
      record.grants.some(
        grant =>
          (grant.principalRef === EVERYONE ||
            params.claims.includes(grant.principalRef)) &&
          roleAllows(grant.role, params.role),
      ),
    toQuery: (params): AccessCriterion => ({ rule: 'hasRole', ...params }),
  });
}

function isOwner<TType extends string>(resourceRef: Ref<TType>) {
  return createPermissionRule({
    name: 'IS_OWNER',
    description: 'Allow what one of these users and groups owns',
    resourceRef,
    paramsSchema: z.object({ claims }),
    apply: (record: AccessRecord, params) =>
      record.owners.some(owner => params.claims.includes(owner)),
    toQuery: (params): AccessCriterion => ({ rule: 'isOwner', ...params }),
  });
}

function inProject<TType extends string>(resourceRef: Ref<TType>) {
  return createPermissionRule({
    name: 'IN_PROJECT',
    description: 'Allow what is in one of these projects',
    resourceRef,
    paramsSchema: z.object({
      projects: z.array(z.string()).describe('Ids or keys of projects'),
    }),
    apply: ({ project }: AccessRecord, params) =>
      project !== undefined &&
      (params.projects.includes(project.id) ||
        params.projects.includes(project.key)),
    toQuery: (params): AccessCriterion => ({ rule: 'inProject', ...params }),
  });
}

function hasTemplate<TType extends string>(resourceRef: Ref<TType>) {
  return createPermissionRule({
    name: 'HAS_TEMPLATE',
    description: 'Allow what is of one of these templates, or of one below',
    resourceRef,
    paramsSchema: z.object({
      templates: z.array(z.string()).describe('Ids or keys of templates'),
    }),
    apply: ({ templates }: AccessRecord, params) =>
      templates.some(
        template =>
          params.templates.includes(template.id) ||
          params.templates.includes(template.key),
      ),
    toQuery: (params): AccessCriterion => ({ rule: 'hasTemplate', ...params }),
  });
}

function hasLabel<TType extends string>(resourceRef: Ref<TType>) {
  return createPermissionRule({
    name: 'HAS_LABEL',
    description: 'Allow what has the label',
    resourceRef,
    paramsSchema: z.object({ label: z.string().describe('Name of the label') }),
    apply: (record: AccessRecord, { label }) => record.labels.includes(label),
    toQuery: (params): AccessCriterion => ({ rule: 'hasLabel', ...params }),
  });
}

/** Rules about resources. @public */
export const resourcePermissionRules = {
  hasRole: hasRole(resourcePermissionResourceRef),
  isOwner: isOwner(resourcePermissionResourceRef),
  inProject: inProject(resourcePermissionResourceRef),
  hasTemplate: hasTemplate(resourcePermissionResourceRef),
  hasLabel: hasLabel(resourcePermissionResourceRef),
};

/** Rules about templates. @public */
export const templatePermissionRules = {
  hasRole: hasRole(templatePermissionResourceRef),
  hasTemplate: hasTemplate(templatePermissionResourceRef),
  hasLabel: hasLabel(templatePermissionResourceRef),
};

/** Rules about projects. @public */
export const projectPermissionRules = {
  hasRole: hasRole(projectPermissionResourceRef),
  isOwner: isOwner(projectPermissionResourceRef),
  inProject: inProject(projectPermissionResourceRef),
  hasLabel: hasLabel(projectPermissionResourceRef),
};

/** Rules about integrations. @public */
export const integrationPermissionRules = {
  hasRole: hasRole(integrationPermissionResourceRef),
  hasLabel: hasLabel(integrationPermissionResourceRef),
};

/** Rules about secrets. @public */
export const secretPermissionRules = {
  hasRole: hasRole(secretPermissionResourceRef),
  hasLabel: hasLabel(secretPermissionResourceRef),
};

/** Rules about storages. @public */
export const storagePermissionRules = {
  hasRole: hasRole(storagePermissionResourceRef),
  hasLabel: hasLabel(storagePermissionResourceRef),
};

/** Rules about workspaces. @public */
export const workspacePermissionRules = {
  hasRole: hasRole(workspacePermissionResourceRef),
  hasLabel: hasLabel(workspacePermissionResourceRef),
};
