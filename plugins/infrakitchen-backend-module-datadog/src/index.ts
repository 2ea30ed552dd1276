/**
 * Datadog for InfraKitchen: keys for runs, and a test of both.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleDatadog as default } from './module';
