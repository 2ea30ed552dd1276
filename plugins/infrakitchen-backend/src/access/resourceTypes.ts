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
  integrationPermissionResourceRef,
  integrationPermissionRules,
  projectPermissionResourceRef,
  projectPermissionRules,
  resourcePermissionResourceRef,
  resourcePermissionRules,
  secretPermissionResourceRef,
  secretPermissionRules,
  storagePermissionResourceRef,
  storagePermissionRules,
  templatePermissionResourceRef,
  templatePermissionRules,
  workspacePermissionResourceRef,
  workspacePermissionRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Knex } from 'knex';
import { isId } from '../database';
import { AccessRecords } from './AccessRecords';
import { readAccessSettings } from './accessSettings';
import { scopedKinds, type ScopedKind } from './types';

/** How the permission framework knows the kinds of records that have grants. */
const resourceTypes = {
  template: {
    ref: templatePermissionResourceRef,
    rules: templatePermissionRules,
  },
  resource: {
    ref: resourcePermissionResourceRef,
    rules: resourcePermissionRules,
  },
  project: { ref: projectPermissionResourceRef, rules: projectPermissionRules },
  integration: {
    ref: integrationPermissionResourceRef,
    rules: integrationPermissionRules,
  },
  secret: { ref: secretPermissionResourceRef, rules: secretPermissionRules },
  storage: { ref: storagePermissionResourceRef, rules: storagePermissionRules },
  workspace: {
    ref: workspacePermissionResourceRef,
    rules: workspacePermissionRules,
  },
} satisfies Record<ScopedKind, unknown>;

/** The kind of the records of a type; undefined for what is not ours. */
export function kindOfType(resourceType: string): ScopedKind | undefined {
  return scopedKinds.find(
    kind => resourceTypes[kind].ref.resourceType === resourceType,
  );
}

/** The ref of a type; undefined for what is not ours. */
export function resourceRefOf(resourceType: string) {
  const kind = kindOfType(resourceType);
  return kind && resourceTypes[kind].ref;
}

/** Tells the permission framework what there is to decide about. */
export function registerResourceTypes(
  registry: PermissionsRegistryService,
  { knex, config }: { knex: Knex; config: RootConfigService },
): void {
  const settings = readAccessSettings(config);
  const records = new AccessRecords({ knex, settings });
  registry.addPermissions(
    infrakitchenPermissions.filter(
      (permission: Permission) => !isResourcePermission(permission),
    ),
  );
  for (const kind of scopedKinds) {
    const { ref, rules } = resourceTypes[kind];
    registry.addResourceType({
      // Each pair fits; the compiler sees only that the kinds differ.
      resourceRef: ref as typeof resourcePermissionResourceRef,
      rules: Object.values(rules) as (typeof resourcePermissionRules.hasRole)[],
      permissions: infrakitchenPermissions.filter(permission =>
        isResourcePermission(permission, ref.resourceType),
      ),
      getResources: async refs => {
        const found = await records.load(kind, refs.filter(isId));
        return refs.map(each => found.get(each.toLowerCase()));
      },
    });
  }
}
