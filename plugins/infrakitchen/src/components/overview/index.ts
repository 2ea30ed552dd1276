export * from './OverviewPage';
export * from './OverviewRouter';
