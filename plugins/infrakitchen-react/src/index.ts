/**
 * Shared components, hooks and the API ref of the InfraKitchen frontend plugins.
 *
 * @packageDocumentation
 */
export * from './api';
export * from './components';
export * from './hooks';
export * from './translation';
export * from './util';
