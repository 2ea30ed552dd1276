export {
  comparePlans,
  type PlanComparison,
  type PlannedAction,
} from './compare';
export { diffPlans, type ObjectDifference, type PlanDifference } from './diff';
export {
  countByType,
  holdsData,
  losesData,
  planRisk,
  type PlanRisk,
  type RiskLevel,
} from './risk';
export {
  describeSummary,
  isDestructive,
  isEmptyPlan,
  summarisePlan,
  sumSummaries,
  type OutputChange,
} from './summary';
export { planText } from './text';
