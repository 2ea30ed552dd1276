/**
 * Runs Terraform and OpenTofu for InfraKitchen: module analysis, rendering, processes and plans.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleTerraform as default } from './module';
export { TerraformEngine } from './TerraformEngine';
export type { TerraformEngineOptions } from './TerraformEngine';
export { analyseModule } from './analysis';
export { engineOutcome } from './commands';
export type { EngineOutcome } from './commands';
export { normalisePlan } from './plan';
export { renderModule, renderWorkspace } from './render';
export type { DefaultTagsRule } from './render';
