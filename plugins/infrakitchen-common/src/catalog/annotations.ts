/**
 * On a Component: the resources that it uses, as `template/name` with commas
 * between them.
 *
 * @public
 */
export const ANNOTATION_RESOURCES = 'infrakitchen.io/resources';

/** On an entity of a resource: its id. @public */
export const ANNOTATION_RESOURCE_ID = 'infrakitchen.io/resource-id';

/** On an entity of a resource: the key of its template. @public */
export const ANNOTATION_TEMPLATE = 'infrakitchen.io/template';

/** On an entity of a resource: how far it is built. @public */
export const ANNOTATION_STATE = 'infrakitchen.io/state';

/** On an entity of a resource: the key of its project. @public */
export const ANNOTATION_PROJECT = 'infrakitchen.io/project';
