/**
 * Extension points and their interfaces for modules of the InfraKitchen backend.
 *
 * @packageDocumentation
 */
export * from './access';
export * from './engine';
