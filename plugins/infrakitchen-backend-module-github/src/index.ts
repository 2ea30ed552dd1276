/**
 * GitHub for InfraKitchen: tokens and Apps for repositories and runs, and a
 * test of what they may do.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleGithub as default } from './module';
