/**
 * For the tests of modules that bring providers.
 *
 * @packageDocumentation
 */
export * from './conformance';
export * from './context';
