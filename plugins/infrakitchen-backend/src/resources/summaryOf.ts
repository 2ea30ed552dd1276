import type {
  ResourceState,
  ResourceStatus,
  ResourceSummary,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Puts counts together: by state and status, and of what is amiss. */
export function summaryOf(
  rows: {
    state: ResourceState;
    status: ResourceStatus;
    staleInputs: boolean;
    drifted: boolean;
    count: number;
  }[],
): ResourceSummary {
  const summary: ResourceSummary = {
    total: 0,
    staleInputs: 0,
    drifted: 0,
    counts: [],
  };
  for (const { state, status, staleInputs, drifted, count } of rows) {
    summary.total += count;
    summary.staleInputs += staleInputs ? count : 0;
    summary.drifted += drifted ? count : 0;
    const known = summary.counts.find(
      each => each.state === state && each.status === status,
    );
    if (known) {
      known.count += count;
    } else {
      summary.counts.push({ state, status, count });
    }
  }
  return summary;
}
