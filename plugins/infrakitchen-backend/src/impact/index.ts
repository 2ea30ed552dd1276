export * from './createImpacts';
export * from './ImpactService';
export * from './routes';
