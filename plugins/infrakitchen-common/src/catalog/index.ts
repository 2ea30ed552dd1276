export * from './annotations';
export * from './parseResourcesAnnotation';
