import type { JsonObject } from '@backstage/types';
import type {
  PlanSummary,
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { clearOutputs } from './runs';

/** What an action gives to the steps after it. */
export type Report = {
  resourceId: string;
  runId?: string;
  runState?: string;
  state: string;
  status: string;
  outputs: JsonObject;
  planSummary?: PlanSummary;
};

/** Collects it from the resource and the run. */
export function reportOf(
  resource: Resource,
  run?: Pick<RunDetail, 'id' | 'state' | 'planSummary'>,
): Report {
  return {
    resourceId: resource.id,
    runId: run?.id,
    runState: run?.state,
    state: resource.state,
    status: resource.status,
    outputs: clearOutputs(resource),
    planSummary: run?.planSummary,
  };
}

/** Gives it; what is not there is left out. */
export function giveReport(
  ctx: {
    output(name: keyof Report, value: Report[keyof Report]): void;
  },
  report: Report,
): void {
  for (const [name, value] of Object.entries(report)) {
    if (value !== undefined) {
      ctx.output(name as keyof Report, value);
    }
  }
}

/** One line about a plan. */
export function describePlan(summary: PlanSummary | undefined): string {
  if (!summary) {
    return 'no plan';
  }
  const parts = Object.entries(summary)
    .filter(([name, count]) => name !== 'outputs' && count > 0)
    .map(([name, count]) => `${count} to ${name}`);
  return parts.join(', ') || 'no changes';
}
