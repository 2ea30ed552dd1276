import { ButtonLink, Flex, Grid } from '@backstage/ui';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, PageFrame, RunsTable, Section, useLinks } from '../shared';
import { Counts } from './Counts';
import { EngineNotice } from './EngineNotice';
import { FirstSteps } from './FirstSteps';

const POLL_MS = 15_000;

/** Counts, what needs attention, and what happened lately. */
export function OverviewPage() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(signal => api.getOverview({ signal }), [api], {
    pollMs: () => POLL_MS,
  });
  return (
    <PageFrame
      title="Infrastructure"
      actions={
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <ButtonLink variant="secondary" href={links.importTemplate}>
            Import module
          </ButtonLink>
          <ButtonLink variant="primary" href={links.newResource()}>
            Create resource
          </ButtonLink>
        </Flex>
      }
    >
      <Loaded data={data} errorTitle="The overview cannot be loaded">
        {overview => <OverviewContent overview={overview} />}
      </Loaded>
    </PageFrame>
  );
}

function OverviewContent(props: { overview: Overview }) {
  const { overview } = props;
  const links = useLinks();
  const isEmpty = overview.templates === 0;
  return (
    <Flex direction="column" gap="4">
      <EngineNotice engine={overview.engine} />
      {isEmpty && <FirstSteps />}
      <Counts overview={overview} />
      <Grid.Root columns={{ initial: '1' }} gap="4">
        <Section title="Needs attention">
          <RunsTable
            label="Runs that need attention"
            runs={overview.attention}
            runHref={run => links.run(run.id)}
            resourceHref={run => links.resource(run.resourceId)}
            empty={
              <EmptyState
                title="All is well"
                description="No run failed or waits for somebody."
              />
            }
          />
        </Section>
        <Section title="Recent runs">
          <RunsTable
            label="Recent runs"
            runs={overview.recentRuns}
            runHref={run => links.run(run.id)}
            resourceHref={run => links.resource(run.resourceId)}
            empty={
              <EmptyState
                title="No runs yet"
                description="A run starts when somebody dry-runs or provisions a resource."
              />
            }
          />
        </Section>
      </Grid.Root>
    </Flex>
  );
}
