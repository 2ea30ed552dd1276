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
  type OutputChange,
} from './summary';
