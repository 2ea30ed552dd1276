import {
  createPermission,
  type BasicPermission,
} from '@backstage/plugin-permission-common';

function permission(
  name: string,
  action: 'create' | 'read' | 'update' | 'delete',
): BasicPermission {
  return createPermission({
    name: `infrakitchen.${name}`,
    attributes: { action },
  });
}

/** See templates and their versions. @public */
export const templateReadPermission = permission('template.read', 'read');
/** Create and import templates. @public */
export const templateCreatePermission = permission('template.create', 'create');
/** Change templates and their versions. @public */
export const templateUpdatePermission = permission('template.update', 'update');
/** Delete templates and versions. @public */
export const templateDeletePermission = permission('template.delete', 'delete');
/** See resources, their runs, plans and logs. @public */
export const resourceReadPermission = permission('resource.read', 'read');
/** Create resources. @public */
export const resourceCreatePermission = permission('resource.create', 'create');
/** Edit, dry run, provision and update resources. @public */
export const resourceUpdatePermission = permission('resource.update', 'update');
/** Destroy and delete resources. @public */
export const resourceDeletePermission = permission('resource.delete', 'delete');

/** Every permission of InfraKitchen. @public */
export const infrakitchenPermissions = [
  templateReadPermission,
  templateCreatePermission,
  templateUpdatePermission,
  templateDeletePermission,
  resourceReadPermission,
  resourceCreatePermission,
  resourceUpdatePermission,
  resourceDeletePermission,
];
