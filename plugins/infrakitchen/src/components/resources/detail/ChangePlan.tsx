import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import type {
  Change,
  Resource,
  Run,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  isRunOver,
  RunStateChip,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PlanOfRun } from '../../runs/RunPlan';
import { Loaded, Section, useLinks } from '../../shared';
import { resourcesDetailTranslationRef } from './translation';

const POLL_MS = 3_000;

/** What the latest dry run would do about a pending change. */
export function ChangePlan(props: { resource: Resource; change: Change }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, change } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    // A wrapper, because no run is an answer and not a wait.
    async signal => {
      const { items } = await api.listRuns(
        { filter: [`resourceId=${resource.id}`, 'kind=dry_run'], limit: 10 },
        { signal },
      );
      // One that simulates a destruction says nothing about the change.
      return { run: items.find(({ simulates }) => !simulates) };
    },
    [api, resource.id, change.updatedAt, resource.activeRun?.id],
    {
      pollMs: value =>
        value?.run && !isRunOver(value.run.state) ? POLL_MS : undefined,
    },
  );
  return (
    <Section title={t('changePlan.planOfTheChange')}>
      <Loaded data={data} errorTitle={t('changePlan.theDryRunsCannotBe')}>
        {({ run }) => <LatestPlan run={run} change={change} />}
      </Loaded>
    </Section>
  );
}

function LatestPlan(props: { run: Run | undefined; change: Change }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { run, change } = props;
  const links = useLinks();
  if (!run || run.createdAt < change.updatedAt) {
    return (
      <EmptyState
        title={t('changePlan.theChangeWasNotDry')}
        description={
          run
            ? t('changePlan.theLastDryRunIs')
            : t('changePlan.aDryRunShowsWhat')
        }
      />
    );
  }
  const href = links.resourceRun(run.resourceId, run.id);
  return (
    <Flex direction="column" gap="3">
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <Text color="secondary">
          {t('changePlan.dryRunMade', {
            dryRun: <Link href={href}>{t('changePlan.dryRun')}</Link>,
            at: <TimeAgo at={run.createdAt} />,
          })}
        </Text>
        <RunStateChip state={run.state} cancelRequested={run.cancelRequested} />
      </Flex>
      {run.planDigest && <PlanOfRun key={run.planDigest} runId={run.id} />}
      {!run.planDigest && isRunOver(run.state) && (
        <Text as="p">
          {run.error?.message ?? t('changePlan.itEndedBeforeItHad')}
        </Text>
      )}
    </Flex>
  );
}
