export * from './OverviewService';
export { SetupStore } from './SetupStore';
