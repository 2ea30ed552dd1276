/**
 * For the tests of modules that bring providers.
 *
 * @packageDocumentation
 */
export * from './calls';
export { LOCALHOST_CERTIFICATE } from './certificate';
export * from './conformance';
export * from './context';
export * from './faults';
export * from './forge';
export * from './git';
export * from './repositoryHost';
export * from './standIn';
export * from './engineStorage';
export * from './jwt';
export * from './trials';
