export * from './RunActions';
export * from './RunsRouter';
export * from './RunView';
export * from './RunPlan';
