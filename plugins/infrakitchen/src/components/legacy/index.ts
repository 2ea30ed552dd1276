export * from './entity';
export * from './InfrakitchenPage';
