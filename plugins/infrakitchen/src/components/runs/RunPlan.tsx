import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  isRunOver,
  PlanView,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section } from '../shared';
import { RunImpact } from './RunImpact';

/** The plan of a run, once there is one. */
export function RunPlan(props: { run: RunDetail }) {
  const { run } = props;
  if (!run.planDigest && !run.planSummary) {
    return null;
  }
  // What was applied has changed below what it would.
  const changesOutputs =
    (run.planSummary?.outputs ?? 0) > 0 &&
    run.kind !== 'destroy' &&
    (run.kind === 'dry_run' || !isRunOver(run.state));
  return (
    <>
      <Section title="Plan">
        {/* A new digest is a new plan. */}
        <PlanOfRun key={run.planDigest} runId={run.id} />
      </Section>
      {changesOutputs && (
        <RunImpact key={`${run.planDigest}-impact`} run={run} />
      )}
    </>
  );
}

/** The plan of a run that has one. */
export function PlanOfRun(props: { runId: string }) {
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
