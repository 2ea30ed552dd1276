/**
 * Types, permissions, lifecycle rules, value resolution, plan model and API
 * client of InfraKitchen. Pure and isomorphic.
 *
 * @packageDocumentation
 */
export * from './api';
export * from './lifecycle';
export * from './permissions';
export * from './plan';
export * from './values';
