export * from './JsonValueView';
