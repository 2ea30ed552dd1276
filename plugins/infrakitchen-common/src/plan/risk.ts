import type { ObjectChange, Plan } from '../api';
import { isEmptyPlan } from './summary';

/**
 * How much harm a plan may do: `high` where data may be lost, `medium` where
 * objects are destroyed or replaced, `low` where they are changed or created.
 *
 * @public
 */
export type RiskLevel = 'none' | 'low' | 'medium' | 'high';

/** What makes up the risk of a plan. @public */
export interface PlanRisk {
  level: RiskLevel;
  /** Objects that are destroyed or replaced, those that hold data first. */
  destroyed: ObjectChange[];
  /** Those of them that most likely hold data. */
  holdingData: ObjectChange[];
  /** How many of each type are destroyed or replaced, the most first. */
  byType: { type: string; count: number }[];
}

const storesData =
  /(database|_db|db_|rds|sql|mongo|redis|cache|bucket|s3|blob|storage|volume|disk|filesystem|efs|snapshot|backup|queue|topic|table|secret|kms)/i;

/**
 * Whether objects of a type most likely hold data: engines do not tell what an
 * object holds.
 *
 * @public
 */
export function holdsData(type: string): boolean {
  return storesData.test(type);
}

/** How many of each type there are, the most first. @public */
export function countByType(
  objects: ReadonlyArray<{ type: string }>,
): { type: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { type } of objects) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts]
    .map(([type, count]) => ({ type, count }))
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
}

/**
 * Whether a change most likely loses data, by the type of its object.
 *
 * @public
 */
export function losesData(
  change: Pick<ObjectChange, 'action' | 'type'>,
): boolean {
  return isDestroyed(change) && holdsData(change.type);
}

/** Tells how much harm a plan may do. @public */
export function planRisk(
  plan: Pick<Plan, 'changes' | 'outputChanges'>,
): PlanRisk {
  const gone = plan.changes.filter(isDestroyed);
  const holdingData = gone.filter(losesData);
  return {
    level: levelOf(plan, gone.length, holdingData.length),
    destroyed: [...holdingData, ...gone.filter(({ type }) => !holdsData(type))],
    holdingData,
    byType: countByType(gone),
  };
}

function levelOf(
  plan: Pick<Plan, 'changes' | 'outputChanges'>,
  gone: number,
  holdingData: number,
): RiskLevel {
  if (holdingData > 0) {
    return 'high';
  }
  if (gone > 0) {
    return 'medium';
  }
  return isEmptyPlan(plan) ? 'none' : 'low';
}

function isDestroyed({ action }: Pick<ObjectChange, 'action'>): boolean {
  return action === 'delete' || action === 'replace';
}
