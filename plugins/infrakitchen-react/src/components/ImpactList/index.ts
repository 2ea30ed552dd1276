export * from './ImpactChanges';
export * from './ImpactList';
