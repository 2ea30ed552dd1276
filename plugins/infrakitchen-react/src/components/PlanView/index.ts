export * from './PlanView';
export * from './PlanSummaryView';
