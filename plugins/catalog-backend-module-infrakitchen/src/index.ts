/**
 * Publishes InfraKitchen resources as entities of the catalog.
 *
 * @packageDocumentation
 */
export { catalogModuleInfrakitchen as default } from './module';
export {
  ANNOTATION_PROJECT,
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_RESOURCES,
  ANNOTATION_STATE,
  ANNOTATION_TEMPLATE,
} from './resources';
