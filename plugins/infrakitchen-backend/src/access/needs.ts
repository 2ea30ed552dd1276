import type {
  BasicPermission,
  Permission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  approvalRuleManagePermission,
  approvalRuleReadPermission,
  auditReadPermission,
  encryptionManagePermission,
  grantManagePermission,
  integrationCreatePermission,
  integrationManagePermission,
  integrationReadPermission,
  integrationUsePermission,
  secretCreatePermission,
  secretManagePermission,
  secretReadPermission,
  secretUsePermission,
  storageCreatePermission,
  storageManagePermission,
  storageReadPermission,
  storageUsePermission,
  projectCreatePermission,
  projectDeletePermission,
  projectReadPermission,
  projectUpdatePermission,
  resourceApprovePermission,
  resourceCreatePermission,
  resourceDeletePermission,
  resourceReadPermission,
  resourceRevealPermission,
  resourceUpdatePermission,
  templateCreatePermission,
  templateDeletePermission,
  templateReadPermission,
  templateUpdatePermission,
  workspaceCreatePermission,
  workspaceDeletePermission,
  workspaceReadPermission,
  workspaceUpdatePermission,
  workspaceUsePermission,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ScopedKind, StandaloneKind } from './types';

/** What something takes: a decision of the framework and a role. */
export interface Need<P extends Permission = Permission> {
  permission: P;
  role: Role;
  /** Never for a service, whatever it is permitted. */
  usersOnly?: true;
}

/** A need about one record. */
export type RecordNeed = Need<ResourcePermission>;
/** A need about everything, or about no record in particular. */
export type GlobalNeed = Need<BasicPermission>;

/**
 * What everything takes. A template is a rule, not an instance of one: changing
 * it takes an admin, since write at it is what creating resources of it takes.
 */
export const needs = {
  templateRead: { permission: templateReadPermission, role: 'read' },
  templateCreate: { permission: templateCreatePermission, role: 'admin' },
  templateUpdate: { permission: templateUpdatePermission, role: 'admin' },
  templateDelete: { permission: templateDeletePermission, role: 'admin' },
  resourceRead: { permission: resourceReadPermission, role: 'read' },
  resourceCreate: { permission: resourceCreatePermission, role: 'write' },
  resourceUpdate: { permission: resourceUpdatePermission, role: 'write' },
  /** Changes who else may do something, or what others have started. */
  resourceManage: { permission: resourceUpdatePermission, role: 'admin' },
  resourceDelete: { permission: resourceDeletePermission, role: 'admin' },
  /** A run that destroys and was started by the caller. */
  resourceDeleteOwn: { permission: resourceDeletePermission, role: 'write' },
  /** Rules name the approvers; where there is none, an admin approves. */
  resourceApprove: {
    permission: resourceApprovePermission,
    role: 'read',
    usersOnly: true,
  },
  resourceReveal: { permission: resourceRevealPermission, role: 'admin' },
  projectRead: { permission: projectReadPermission, role: 'read' },
  projectCreate: { permission: projectCreatePermission, role: 'admin' },
  projectUpdate: { permission: projectUpdatePermission, role: 'admin' },
  projectDelete: { permission: projectDeletePermission, role: 'admin' },
  integrationRead: { permission: integrationReadPermission, role: 'read' },
  integrationUse: { permission: integrationUsePermission, role: 'write' },
  integrationCreate: { permission: integrationCreatePermission, role: 'admin' },
  integrationManage: { permission: integrationManagePermission, role: 'admin' },
  secretRead: { permission: secretReadPermission, role: 'read' },
  secretUse: { permission: secretUsePermission, role: 'write' },
  secretCreate: { permission: secretCreatePermission, role: 'admin' },
  secretManage: { permission: secretManagePermission, role: 'admin' },
  storageRead: { permission: storageReadPermission, role: 'read' },
  storageUse: { permission: storageUsePermission, role: 'write' },
  storageCreate: { permission: storageCreatePermission, role: 'admin' },
  storageManage: { permission: storageManagePermission, role: 'admin' },
  workspaceRead: { permission: workspaceReadPermission, role: 'read' },
  workspaceUse: { permission: workspaceUsePermission, role: 'write' },
  workspaceCreate: { permission: workspaceCreatePermission, role: 'admin' },
  workspaceUpdate: { permission: workspaceUpdatePermission, role: 'admin' },
  workspaceDelete: { permission: workspaceDeletePermission, role: 'admin' },
  grantManage: { permission: grantManagePermission, role: 'admin' },
  approvalRuleRead: { permission: approvalRuleReadPermission, role: 'read' },
  approvalRuleManage: {
    permission: approvalRuleManagePermission,
    role: 'admin',
  },
  encryptionManage: { permission: encryptionManagePermission, role: 'admin' },
  auditRead: { permission: auditReadPermission, role: 'read' },
} satisfies Record<string, Need>;

/** What seeing a record takes. */
export const readNeeds: Record<ScopedKind, RecordNeed> = {
  template: needs.templateRead,
  resource: needs.resourceRead,
  project: needs.projectRead,
  integration: needs.integrationRead,
  secret: needs.secretRead,
  storage: needs.storageRead,
  workspace: needs.workspaceRead,
};

/** What using a record takes that lies in nothing. */
export const useNeeds: Record<StandaloneKind, RecordNeed> = {
  integration: needs.integrationUse,
  secret: needs.secretUse,
  storage: needs.storageUse,
  workspace: needs.workspaceUse,
};
