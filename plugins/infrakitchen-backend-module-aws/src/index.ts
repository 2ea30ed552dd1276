/**
 * Connects InfraKitchen to AWS: credentials for runs, AWS Secrets Manager, states in S3.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleAws as default } from './module';
