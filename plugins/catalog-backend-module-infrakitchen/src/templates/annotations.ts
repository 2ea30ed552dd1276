/** On a software template: the id of the template that it was made from. @public */
export const ANNOTATION_TEMPLATE_ID = 'infrakitchen.io/template-id';

/** On a software template: the tag or branch of the version that it creates. @public */
export const ANNOTATION_VERSION = 'infrakitchen.io/version';
