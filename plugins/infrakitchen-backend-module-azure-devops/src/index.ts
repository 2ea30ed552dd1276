/**
 * Azure DevOps for InfraKitchen: tokens and service principals for repositories
 * and runs, and a test of what they may do.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleAzureDevops as default } from './module';
