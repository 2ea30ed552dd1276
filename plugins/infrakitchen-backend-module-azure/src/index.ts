/**
 * Connects InfraKitchen to Microsoft Azure: credentials for runs, states in Blob Storage.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleAzure as default } from './module';
