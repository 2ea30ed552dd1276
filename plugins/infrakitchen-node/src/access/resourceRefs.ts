import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_INTEGRATION,
  RESOURCE_TYPE_PROJECT,
  RESOURCE_TYPE_RESOURCE,
  RESOURCE_TYPE_SECRET,
  RESOURCE_TYPE_STORAGE,
  RESOURCE_TYPE_TEMPLATE,
  RESOURCE_TYPE_WORKSPACE,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessCriterion, AccessRecord } from './types';

const pluginId = 'infrakitchen';

/** Templates, as the permission framework knows them. @public */
export const templatePermissionResourceRef = createPermissionResourceRef<
  AccessRecord,
  AccessCriterion
>().with({ pluginId, resourceType: RESOURCE_TYPE_TEMPLATE });

/** Resources, as the permission framework knows them. @public */
export const resourcePermissionResourceRef = createPermissionResourceRef<
  AccessRecord,
  AccessCriterion
>().with({ pluginId, resourceType: RESOURCE_TYPE_RESOURCE });

/** Projects, as the permission framework knows them. @public */
export const projectPermissionResourceRef = createPermissionResourceRef<
  AccessRecord,
  AccessCriterion
>().with({ pluginId, resourceType: RESOURCE_TYPE_PROJECT });

/** Integrations, as the permission framework knows them. @public */
export const integrationPermissionResourceRef = createPermissionResourceRef<
  AccessRecord,
  AccessCriterion
>().with({ pluginId, resourceType: RESOURCE_TYPE_INTEGRATION });

/** Secrets, as the permission framework knows them. @public */
export const secretPermissionResourceRef = createPermissionResourceRef<
  AccessRecord,
  AccessCriterion
>().with({ pluginId, resourceType: RESOURCE_TYPE_SECRET });

/** Storages, as the permission framework knows them. @public */
export const storagePermissionResourceRef = createPermissionResourceRef<
  AccessRecord,
  AccessCriterion
>().with({ pluginId, resourceType: RESOURCE_TYPE_STORAGE });

/** Workspaces, as the permission framework knows them. @public */
export const workspacePermissionResourceRef = createPermissionResourceRef<
  AccessRecord,
  AccessCriterion
>().with({ pluginId, resourceType: RESOURCE_TYPE_WORKSPACE });
