import { createConditionExports } from '@backstage/plugin-permission-node';
import {
  projectPermissionResourceRef,
  resourcePermissionResourceRef,
  templatePermissionResourceRef,
} from './resourceRefs';
import {
  projectPermissionRules,
  resourcePermissionRules,
  templatePermissionRules,
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
