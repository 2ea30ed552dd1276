/**
 * Bitbucket Cloud for InfraKitchen: tokens for repositories and runs, pull
 * requests and webhooks, and a test of what the tokens may do.
 *
 * @packageDocumentation
 */
export { bitbucketFeatures as default } from './features';
