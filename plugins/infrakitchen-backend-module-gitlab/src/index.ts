/**
 * GitLab for InfraKitchen: tokens for repositories and runs, and a test of what
 * they may do.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleGitlab as default } from './module';
