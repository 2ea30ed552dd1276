import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ComponentProps } from 'react';
import { Flex } from '@backstage/ui';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  isRunOver,
  PlanView,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section } from '../shared';
import { ComparePlans } from './ComparePlans';
import { RunImpact } from './RunImpact';
import { usePlanView } from './usePlanView';
import { runsTranslationRef } from './translation';

/** The plan of a run, once there is one. */
export function RunPlan(props: { run: RunDetail }) {
  const { t } = useTranslationRef(runsTranslationRef);
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
      <Section title={t('runPlan.plan')}>
        <Flex direction="column" gap="4">
          {/* A new digest is a new plan. */}
          <SharedPlan key={run.planDigest} runId={run.id} />
          {run.planDigest && <ComparePlans run={run} />}
        </Flex>
      </Section>
      {changesOutputs && (
        <RunImpact key={`${run.planDigest}-impact`} run={run} />
      )}
    </>
  );
}

/** The plan that a page is about: its URL tells what is shown of it. */
function SharedPlan(props: { runId: string }) {
  return <PlanOfRun runId={props.runId} {...usePlanView()} />;
}

/** The plan of a run that has one. */
export function PlanOfRun(
  props: { runId: string } & Omit<ComponentProps<typeof PlanView>, 'plan'>,
) {
  const { t } = useTranslationRef(runsTranslationRef);
  const { runId, ...view } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getRunPlan(runId, { signal }),
    [api, runId],
  );
  return (
    <Loaded data={data} errorTitle={t('runPlan.thePlanCannotBeLoaded')}>
      {plan => <PlanView plan={plan} {...view} />}
    </Loaded>
  );
}
