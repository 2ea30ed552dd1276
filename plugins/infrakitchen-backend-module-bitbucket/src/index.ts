/**
 * Bitbucket Cloud for InfraKitchen: tokens for repositories and runs, and a
 * test of what they may do.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleBitbucket as default } from './module';
