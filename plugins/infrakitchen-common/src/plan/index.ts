export {
  comparePlans,
  type PlanComparison,
  type PlannedAction,
} from './compare';
export {
  describeSummary,
  isDestructive,
  isEmptyPlan,
  summarisePlan,
  sumSummaries,
  type OutputChange,
} from './summary';
