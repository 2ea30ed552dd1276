export * from './InfrakitchenPage';
