export * from './infrakitchenApiRef';
