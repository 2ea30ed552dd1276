/**
 * An offline cloud and a real Terraform provider for it.
 *
 * @packageDocumentation
 */

export { startDemoCloud } from './cloud/startDemoCloud';
export type { DemoCloud, DemoCloudOptions } from './cloud/startDemoCloud';
export type { CloudObject } from './cloud/store';
export type { CloudErrorBody } from './cloud/errorHandler';
export type { Fault, FaultEffect, Operation } from './cloud/faults';
export {
  installProviderMirror,
  PROVIDER_VERSION,
} from './mirror/installProviderMirror';
export type {
  ProviderMirror,
  ProviderMirrorOptions,
} from './mirror/installProviderMirror';
export { createModuleRepository } from './modules/createModuleRepository';
export { createWorkspaceRepository } from './modules/createWorkspaceRepository';
export type {
  ModuleRepository,
  ModuleRepositoryOptions,
} from './modules/createModuleRepository';
export { KINDS, REGIONS } from './kinds';
export type {
  AttributeDefinition,
  AttributeType,
  Check,
  ComputeInput,
  Issue,
  KindDefinition,
  ObjectKind,
  Region,
  ValuePath,
} from './kinds';
