/**
 * Connects InfraKitchen to Google Cloud: credentials for runs, Secret Manager, states in Cloud Storage.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleGcp as default } from './module';
