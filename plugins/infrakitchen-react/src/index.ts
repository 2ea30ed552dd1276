/**
 * Shared components, hooks and the API ref of the InfraKitchen frontend plugins.
 *
 * @packageDocumentation
 */
export {};
