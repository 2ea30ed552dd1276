/**
 * Scaffolder actions that create and change InfraKitchen resources and wait for their runs.
 *
 * @packageDocumentation
 */
export { scaffolderModuleInfrakitchen as default } from './module';
export {
  createCreateResourceAction,
  createDeleteResourceAction,
  createDestroyResourceAction,
  createDryRunResourceAction,
  createProvisionResourceAction,
  createUpdateResourceAction,
  createWaitForRunAction,
} from './actions';
export type { InfrakitchenActionOptions } from './lib/Session';
