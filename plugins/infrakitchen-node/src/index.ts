/**
 * Extension points and their interfaces for modules of the InfraKitchen backend.
 *
 * @packageDocumentation
 */
export * from './access';
export * from './engine';
export * from './feed';
export * from './git';
export * from './integrations';
export * from './outbound';
export * from './remote';
export * from './secrets';
export * from './storages';
