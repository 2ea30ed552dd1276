export { normalisePlan, sensitiveValuesOf } from './normalise';
export { parsePlanJson } from './planJson';
export type { PlanJson } from './planJson';
export { readLockFile, readPlan } from './readPlan';
