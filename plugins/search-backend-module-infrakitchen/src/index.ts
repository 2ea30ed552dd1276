/**
 * Finds InfraKitchen templates, resources and workspaces by the portal's search.
 *
 * @packageDocumentation
 */
export { searchModuleInfrakitchen as default } from './module';
