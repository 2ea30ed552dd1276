export { createCreateResourceAction } from './createResource';
export { createDeleteResourceAction } from './deleteResource';
export {
  createDestroyResourceAction,
  createDryRunResourceAction,
  createProvisionResourceAction,
} from './runResource';
export { createUpdateResourceAction } from './updateResource';
export { createWaitForRunAction } from './waitForRun';
