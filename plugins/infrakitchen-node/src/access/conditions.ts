import { createConditionExports } from '@backstage/plugin-permission-node';
import {
  integrationPermissionResourceRef,
  projectPermissionResourceRef,
  resourcePermissionResourceRef,
  secretPermissionResourceRef,
  storagePermissionResourceRef,
  templatePermissionResourceRef,
  workspacePermissionResourceRef,
} from './resourceRefs';
import {
  integrationPermissionRules,
  projectPermissionRules,
  resourcePermissionRules,
  secretPermissionRules,
  storagePermissionRules,
  templatePermissionRules,
  workspacePermissionRules,
} from './rules';

const resources = createConditionExports({
  resourceRef: resourcePermissionResourceRef,
  rules: resourcePermissionRules,
});
const templates = createConditionExports({
  resourceRef: templatePermissionResourceRef,
  rules: templatePermissionRules,
});
const projects = createConditionExports({
  resourceRef: projectPermissionResourceRef,
  rules: projectPermissionRules,
});
const integrations = createConditionExports({
  resourceRef: integrationPermissionResourceRef,
  rules: integrationPermissionRules,
});
const secrets = createConditionExports({
  resourceRef: secretPermissionResourceRef,
  rules: secretPermissionRules,
});
const storages = createConditionExports({
  resourceRef: storagePermissionResourceRef,
  rules: storagePermissionRules,
});
const workspaces = createConditionExports({
  resourceRef: workspacePermissionResourceRef,
  rules: workspacePermissionRules,
});

/** Conditions about resources, for policies. @public */
export const resourceConditions = resources.conditions;
/** A decision about resources that depends on conditions. @public */
export const createResourceConditionalDecision =
  resources.createConditionalDecision;

/** Conditions about templates, for policies. @public */
export const templateConditions = templates.conditions;
/** A decision about templates that depends on conditions. @public */
export const createTemplateConditionalDecision =
  templates.createConditionalDecision;

/** Conditions about projects, for policies. @public */
export const projectConditions = projects.conditions;
/** A decision about projects that depends on conditions. @public */
export const createProjectConditionalDecision =
  projects.createConditionalDecision;

/** Conditions about integrations, for policies. @public */
export const integrationConditions = integrations.conditions;
/** A decision about integrations that depends on conditions. @public */
export const createIntegrationConditionalDecision =
  integrations.createConditionalDecision;

/** Conditions about secrets, for policies. @public */
export const secretConditions = secrets.conditions;
/** A decision about secrets that depends on conditions. @public */
export const createSecretConditionalDecision =
  secrets.createConditionalDecision;

/** Conditions about storages, for policies. @public */
export const storageConditions = storages.conditions;
/** A decision about storages that depends on conditions. @public */
export const createStorageConditionalDecision =
  storages.createConditionalDecision;

/** Conditions about workspaces, for policies. @public */
export const workspaceConditions = workspaces.conditions;
/** A decision about workspaces that depends on conditions. @public */
export const createWorkspaceConditionalDecision =
  workspaces.createConditionalDecision;
