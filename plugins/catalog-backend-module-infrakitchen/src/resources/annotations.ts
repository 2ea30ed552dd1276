export {
  ANNOTATION_PROJECT,
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_RESOURCES,
  ANNOTATION_STATE,
  ANNOTATION_TEMPLATE,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
