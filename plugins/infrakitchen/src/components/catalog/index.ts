export * from './EntityInfrakitchenCard';
export * from './EntityInfrakitchenContent';
