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
export { installProviderMirror, PROVIDER_VERSION } from './mirror/installProviderMirror';
export type {
  ProviderMirror,
  ProviderMirrorOptions,
} from './mirror/installProviderMirror';
