/**
 * Types, permissions, lifecycle rules, value resolution, plan model and API
 * client of InfraKitchen. Pure and isomorphic.
 *
 * @packageDocumentation
 */
export * from './access';
export * from './api';
export * from './approvals';
export * from './diagnostics';
export * from './catalog';
export * from './history';
export * from './integrations';
export * from './lifecycle';
export * from './pages';
export * from './permissions';
export * from './plan';
export * from './search';
export * from './selfService';
export * from './terminal';
export * from './values';
export * from './versions';
