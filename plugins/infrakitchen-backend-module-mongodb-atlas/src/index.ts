/**
 * MongoDB Atlas for InfraKitchen: API keys and service accounts for runs, and a
 * test of them.
 *
 * @packageDocumentation
 */
export { infrakitchenModuleMongodbAtlas as default } from './module';
