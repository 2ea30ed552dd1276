/**
 * Scaffolder actions that create and change InfraKitchen resources and wait for
 * their runs.
 *
 * @packageDocumentation
 */
export { scaffolderModuleInfrakitchen as default } from './module';
