/**
 * The InfraKitchen backend: templates, resources, runs, state and the REST API.
 *
 * @packageDocumentation
 */
export { infrakitchenPlugin as default } from './plugin';
