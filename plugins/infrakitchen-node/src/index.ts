/**
 * Extension points and their interfaces for modules of the InfraKitchen backend.
 *
 * @packageDocumentation
 */
export * from './engine';
