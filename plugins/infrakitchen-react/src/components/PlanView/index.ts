export * from './PlanComparison';
export * from './PlanView';
export * from './PlanSummaryView';
export type { PlanViewState } from './PlanToolbar';
export type { PlanGrouping } from './planRows';
