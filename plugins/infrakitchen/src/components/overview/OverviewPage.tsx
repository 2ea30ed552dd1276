import { ButtonLink, Flex, Grid } from '@backstage/ui';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { WaitingForMe } from '../approvals';
import { CascadesTable } from '../cascades';
import { Loaded, PageFrame, RunsTable, Section, useLinks } from '../shared';
import { Counts } from './Counts';
import { EngineInUse, MissingEngine } from './EngineNotice';
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
      description="What is built, what is under way, and what waits for somebody."
      actions={
        <ButtonLink variant="primary" href={links.newResource()}>
          Create resource
        </ButtonLink>
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
  const isEmpty =
    overview.templates === 0 &&
    overview.resources.length === 0 &&
    overview.recentRuns.length === 0;
  return (
    <Flex direction="column" gap="4">
      <MissingEngine engine={overview.engine} />
      {isEmpty ? <FirstSteps /> : <Activity overview={overview} />}
      <EngineInUse engine={overview.engine} />
    </Flex>
  );
}

/** Cascades that wait for approval or failed; nothing where there are none. */
function CascadesAttention(props: { cascades: Overview['cascadeAttention'] }) {
  const { cascades } = props;
  const links = useLinks();
  return cascades.length === 0 ? null : (
    <Section
      title="Cascades that wait or failed"
      actions={
        <ButtonLink size="small" variant="secondary" href={links.cascades}>
          All cascades
        </ButtonLink>
      }
    >
      <CascadesTable
        label="Cascades that wait for approval or failed"
        cascades={cascades}
        empty={null}
      />
    </Section>
  );
}

/** Counts, and the runs behind them. */
function Activity(props: { overview: Overview }) {
  const { overview } = props;
  const links = useLinks();
  return (
    <>
      <Counts overview={overview} />
      <Grid.Root columns={{ initial: '1' }} gap="4">
        <WaitingForMe />
        <CascadesAttention cascades={overview.cascadeAttention} />
        <Section title="Runs that need attention">
          <RunsTable
            label="Runs that need attention"
            runs={overview.attention}
            runHref={run => links.run(run.id)}
            resourceHref={run => links.resource(run.resourceId)}
            empty={
              <EmptyState
                title="No run needs attention"
                description="It is known how every run ended, and no failure is left alone."
              />
            }
          />
        </Section>
        <Section title="Recent runs">
          <RunsTable
            label="Latest runs"
            runs={overview.recentRuns}
            runHref={run => links.run(run.id)}
            resourceHref={run => links.resource(run.resourceId)}
            empty={
              <EmptyState
                title="No runs yet"
                description="A run starts when somebody dry-runs or provisions a resource."
                action={
                  <ButtonLink variant="secondary" href={links.resources}>
                    Show resources
                  </ButtonLink>
                }
              />
            }
          />
        </Section>
      </Grid.Root>
    </>
  );
}
