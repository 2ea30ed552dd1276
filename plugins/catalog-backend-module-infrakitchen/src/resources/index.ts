export * from './annotations';
export { entityNameOf } from './entityName';
export { ResourceFeed } from './ResourceFeed';
export { ResourcesAnnotationProcessor } from './ResourcesAnnotationProcessor';
export { SystemDirectory } from './SystemDirectory';
export { toResourceEntity } from './toResourceEntity';
