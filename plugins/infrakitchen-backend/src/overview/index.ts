export * from './OverviewService';
export { SetupReader } from './SetupReader';
