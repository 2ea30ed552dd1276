/**
 * HashiCorp Vault for InfraKitchen: secrets of KV version 2, fetched when a run
 * is prepared, and tokens for runs.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleVault as default } from './module';
