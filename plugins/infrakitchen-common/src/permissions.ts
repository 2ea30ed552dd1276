import {
  createPermission,
  type BasicPermission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';

/** Type of the permissions about one template. @public */
export const RESOURCE_TYPE_TEMPLATE = 'infrakitchen-template';
/** Type of the permissions about one resource. @public */
export const RESOURCE_TYPE_RESOURCE = 'infrakitchen-resource';
/** Type of the permissions about one project. @public */
export const RESOURCE_TYPE_PROJECT = 'infrakitchen-project';

/** Type of the permissions about one integration. @public */
export const RESOURCE_TYPE_INTEGRATION = 'infrakitchen-integration';
/** Type of the permissions about one secret. @public */
export const RESOURCE_TYPE_SECRET = 'infrakitchen-secret';
/** Type of the permissions about one storage. @public */
export const RESOURCE_TYPE_STORAGE = 'infrakitchen-storage';
/** Type of the permissions about one workspace. @public */
export const RESOURCE_TYPE_WORKSPACE = 'infrakitchen-workspace';

type Action = 'create' | 'read' | 'update' | 'delete';

function permission(name: string, action: Action): BasicPermission {
  return createPermission({
    name: `infrakitchen.${name}`,
    attributes: { action },
  });
}

function permissionOn<TType extends string>(
  resourceType: TType,
  name: string,
  action: Action,
): ResourcePermission<TType> {
  return createPermission({
    name: `infrakitchen.${name}`,
    attributes: { action },
    resourceType,
  });
}

/** Know of InfraKitchen at all: its actions are offered to whoever has this. @public */
export const infrakitchenUsePermission = permission('use', 'read');

/** See templates and their versions. @public */
export const templateReadPermission = permissionOn(
  RESOURCE_TYPE_TEMPLATE,
  'template.read',
  'read',
);
/** Create and import templates. @public */
export const templateCreatePermission = permission('template.create', 'create');
/** Change templates and their versions. @public */
export const templateUpdatePermission = permissionOn(
  RESOURCE_TYPE_TEMPLATE,
  'template.update',
  'update',
);
/** Delete templates and versions. @public */
export const templateDeletePermission = permissionOn(
  RESOURCE_TYPE_TEMPLATE,
  'template.delete',
  'delete',
);

/** See resources, their runs, plans and logs. @public */
export const resourceReadPermission = permissionOn(
  RESOURCE_TYPE_RESOURCE,
  'resource.read',
  'read',
);
/** Create resources. @public */
export const resourceCreatePermission = permission('resource.create', 'create');
/** Edit, dry run, provision and update resources. @public */
export const resourceUpdatePermission = permissionOn(
  RESOURCE_TYPE_RESOURCE,
  'resource.update',
  'update',
);
/** Destroy and delete resources. @public */
export const resourceDeletePermission = permissionOn(
  RESOURCE_TYPE_RESOURCE,
  'resource.delete',
  'delete',
);
/** Approve and reject plans. @public */
export const resourceApprovePermission = permissionOn(
  RESOURCE_TYPE_RESOURCE,
  'resource.approve',
  'update',
);
/** See a sensitive output in clear. @public */
export const resourceRevealPermission = permissionOn(
  RESOURCE_TYPE_RESOURCE,
  'resource.reveal',
  'read',
);

/** See projects. @public */
export const projectReadPermission = permissionOn(
  RESOURCE_TYPE_PROJECT,
  'project.read',
  'read',
);
/** Create projects. @public */
export const projectCreatePermission = permission('project.create', 'create');
/** Change projects. @public */
export const projectUpdatePermission = permissionOn(
  RESOURCE_TYPE_PROJECT,
  'project.update',
  'update',
);
/** Delete projects. @public */
export const projectDeletePermission = permissionOn(
  RESOURCE_TYPE_PROJECT,
  'project.delete',
  'delete',
);

/** See integrations, without what is secret in them. @public */
export const integrationReadPermission = permissionOn(
  RESOURCE_TYPE_INTEGRATION,
  'integration.read',
  'read',
);
/** Attach integrations to resources. @public */
export const integrationUsePermission = permissionOn(
  RESOURCE_TYPE_INTEGRATION,
  'integration.use',
  'read',
);
/** Create integrations. @public */
export const integrationCreatePermission = permission(
  'integration.create',
  'create',
);
/** Change, test, rotate and delete integrations. @public */
export const integrationManagePermission = permissionOn(
  RESOURCE_TYPE_INTEGRATION,
  'integration.manage',
  'update',
);

/** See secrets, without what is secret in them. @public */
export const secretReadPermission = permissionOn(
  RESOURCE_TYPE_SECRET,
  'secret.read',
  'read',
);
/** Attach secrets to resources. @public */
export const secretUsePermission = permissionOn(
  RESOURCE_TYPE_SECRET,
  'secret.use',
  'read',
);
/** Create secrets. @public */
export const secretCreatePermission = permission('secret.create', 'create');
/** Change, test, rotate and delete secrets. @public */
export const secretManagePermission = permissionOn(
  RESOURCE_TYPE_SECRET,
  'secret.manage',
  'update',
);

/** See storages, without what is secret in them. @public */
export const storageReadPermission = permissionOn(
  RESOURCE_TYPE_STORAGE,
  'storage.read',
  'read',
);
/** Attach storages to resources. @public */
export const storageUsePermission = permissionOn(
  RESOURCE_TYPE_STORAGE,
  'storage.use',
  'read',
);
/** Create storages. @public */
export const storageCreatePermission = permission('storage.create', 'create');
/** Change, test, rotate and delete storages. @public */
export const storageManagePermission = permissionOn(
  RESOURCE_TYPE_STORAGE,
  'storage.manage',
  'update',
);

/** See workspaces, their folders and pull requests. @public */
export const workspaceReadPermission = permissionOn(
  RESOURCE_TYPE_WORKSPACE,
  'workspace.read',
  'read',
);
/** Have code of resources written to workspaces. @public */
export const workspaceUsePermission = permissionOn(
  RESOURCE_TYPE_WORKSPACE,
  'workspace.use',
  'read',
);
/** Register repositories as workspaces. @public */
export const workspaceCreatePermission = permission(
  'workspace.create',
  'create',
);
/** Change and synchronise workspaces. @public */
export const workspaceUpdatePermission = permissionOn(
  RESOURCE_TYPE_WORKSPACE,
  'workspace.update',
  'update',
);
/** Take workspaces out of the portal; their repositories stay. @public */
export const workspaceDeletePermission = permissionOn(
  RESOURCE_TYPE_WORKSPACE,
  'workspace.delete',
  'delete',
);

/** Give and take away roles. @public */
export const grantManagePermission = permission('grant.manage', 'update');
/** See approval rules. @public */
export const approvalRuleReadPermission = permission(
  'approval-rule.read',
  'read',
);
/** Create, change and delete approval rules. @public */
export const approvalRuleManagePermission = permission(
  'approval-rule.manage',
  'update',
);
/** See the names of the encryption keys, and encrypt everything with the newest. @public */
export const encryptionManagePermission = permission(
  'encryption.manage',
  'update',
);
/** See and export the audit trail of everything. @public */
export const auditReadPermission = permission('audit.read', 'read');

/** Every permission of InfraKitchen. @public */
export const infrakitchenPermissions = [
  infrakitchenUsePermission,
  templateReadPermission,
  templateCreatePermission,
  templateUpdatePermission,
  templateDeletePermission,
  resourceReadPermission,
  resourceCreatePermission,
  resourceUpdatePermission,
  resourceDeletePermission,
  resourceApprovePermission,
  resourceRevealPermission,
  projectReadPermission,
  projectCreatePermission,
  projectUpdatePermission,
  projectDeletePermission,
  integrationReadPermission,
  integrationUsePermission,
  integrationCreatePermission,
  integrationManagePermission,
  secretReadPermission,
  secretUsePermission,
  secretCreatePermission,
  secretManagePermission,
  storageReadPermission,
  storageUsePermission,
  storageCreatePermission,
  storageManagePermission,
  workspaceReadPermission,
  workspaceUsePermission,
  workspaceCreatePermission,
  workspaceUpdatePermission,
  workspaceDeletePermission,
  grantManagePermission,
  approvalRuleReadPermission,
  approvalRuleManagePermission,
  encryptionManagePermission,
  auditReadPermission,
];
