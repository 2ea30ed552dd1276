import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  PlanView,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section } from '../shared';

/** The plan of a run, once there is one. */
export function RunPlan(props: { run: RunDetail }) {
  const { run } = props;
  if (!run.planDigest && !run.planSummary) {
    return null;
  }
  return (
    <Section title="Plan">
      {/* A new digest is a new plan. */}
      <LoadedPlan key={run.planDigest} runId={run.id} />
    </Section>
  );
}

function LoadedPlan(props: { runId: string }) {
  const { runId } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getRunPlan(runId, { signal }),
    [api, runId],
  );
  return (
    <Loaded data={data} errorTitle="The plan cannot be loaded">
      {plan => <PlanView plan={plan} />}
    </Loaded>
  );
}
