import type {
  PermissionsRegistryService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  isResourcePermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import { infrakitchenPermissions } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  projectPermissionResourceRef,
  projectPermissionRules,
  resourcePermissionResourceRef,
  resourcePermissionRules,
  templatePermissionResourceRef,
  templatePermissionRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Knex } from 'knex';
import { isId } from '../database';
import { AccessRecords } from './AccessRecords';
import { readAccessSettings } from './accessSettings';
import type { ScopedKind } from './types';

/** Tells the permission framework what there is to decide about. */
export function registerResourceTypes(
  registry: PermissionsRegistryService,
  { knex, config }: { knex: Knex; config: RootConfigService },
): void {
  const settings = readAccessSettings(config);
  const records = new AccessRecords({ knex, settings });
  const about = (type: string) =>
    infrakitchenPermissions.filter(permission =>
      isResourcePermission(permission, type),
    );
  const getResources = (kind: ScopedKind) => async (refs: string[]) => {
    const found = await records.load(kind, refs.filter(isId));
    return refs.map(ref => found.get(ref.toLowerCase()));
  };
  registry.addPermissions(
    infrakitchenPermissions.filter(
      (permission: Permission) => !isResourcePermission(permission),
    ),
  );
  registry.addResourceType({
    resourceRef: templatePermissionResourceRef,
    permissions: about(templatePermissionResourceRef.resourceType),
    rules: Object.values(templatePermissionRules),
    getResources: getResources('template'),
  });
  registry.addResourceType({
    resourceRef: resourcePermissionResourceRef,
    permissions: about(resourcePermissionResourceRef.resourceType),
    rules: Object.values(resourcePermissionRules),
    getResources: getResources('resource'),
  });
  registry.addResourceType({
    resourceRef: projectPermissionResourceRef,
    permissions: about(projectPermissionResourceRef.resourceType),
    rules: Object.values(projectPermissionRules),
    getResources: getResources('project'),
  });
}
