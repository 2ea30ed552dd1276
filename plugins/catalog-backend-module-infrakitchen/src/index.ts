/**
 * Publishes InfraKitchen resources as entities of the catalog, and templates as
 * software templates.
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
export { ANNOTATION_TEMPLATE_ID, ANNOTATION_VERSION } from './templates';
