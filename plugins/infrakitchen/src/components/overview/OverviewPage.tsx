import { useCallback, type ReactNode } from 'react';
import { ButtonLink, Flex } from '@backstage/ui';
import type {
  Overview,
  Run,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { WaitingForMe } from '../approvals';
import { CascadesTable } from '../cascades';
import { AuditTable } from '../history';
import { Loaded, PageFrame, RunsTable, Section, useLinks } from '../shared';
import { Counts } from './Counts';
import { EngineInUse, MissingEngine } from './EngineNotice';
import { FirstSteps } from './FirstSteps';
import { sectionsFor, type OverviewSection } from './sections';

const POLL_MS = 15_000;

/** Counts, what waits or went wrong, and what happened lately. */
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
        {overview => (
          <OverviewContent overview={overview} reload={data.reload} />
        )}
      </Loaded>
    </PageFrame>
  );
}

interface ContentProps {
  overview: Overview;
  reload: () => Promise<void>;
}

function OverviewContent(props: ContentProps) {
  const { overview } = props;
  const isEmpty =
    overview.templates === 0 &&
    overview.resources.length === 0 &&
    overview.recentRuns.length === 0;
  return (
    <Flex direction="column" gap="4">
      <MissingEngine engine={overview.engine} />
      <FirstSteps setup={overview.setup} access={overview.access} />
      {!isEmpty && (
        <>
          <Counts overview={overview} />
          {sectionsFor(overview).map(section => (
            <OverviewPart key={section} section={section} {...props} />
          ))}
        </>
      )}
      <EngineInUse engine={overview.engine} />
    </Flex>
  );
}

function OverviewPart(props: ContentProps & { section: OverviewSection }) {
  const { section, overview, reload } = props;
  const links = useLinks();
  switch (section) {
    case 'waiting':
      return <WaitingForMe waiting={overview.waiting} onChanged={reload} />;
    case 'cascades':
      return (
        <Section
          title="Cascades that wait or failed"
          actions={<More href={links.cascades}>All cascades</More>}
        >
          <CascadesTable
            label="Cascades that wait for approval or failed"
            cascades={overview.cascadeAttention}
            empty={null}
          />
        </Section>
      );
    case 'activity':
      return (
        <Section
          title="Recent activity"
          actions={<More href={links.governance('audit')}>Audit trail</More>}
        >
          <AuditTable entries={overview.activity} withEntity />
        </Section>
      );
    case 'mine':
      return (
        <RunsSection
          title="My latest runs"
          runs={overview.myRuns}
          empty={null}
        />
      );
    case 'attention':
      return (
        <RunsSection
          title="Runs that need attention"
          runs={overview.attention}
          empty={
            <EmptyState
              title="No run needs attention"
              description="It is known how every run ended, and no failure is left alone."
            />
          }
        />
      );
    default:
      return (
        <RunsSection
          title="Recent runs"
          actions={<More href={links.runs}>All runs</More>}
          runs={overview.recentRuns}
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
      );
  }
}

function More(props: { href: string; children: ReactNode }) {
  return (
    <ButtonLink size="small" variant="secondary" href={props.href}>
      {props.children}
    </ButtonLink>
  );
}

function RunsSection(props: {
  title: string;
  runs: Run[];
  empty: ReactNode;
  actions?: ReactNode;
}) {
  const { title, runs, empty, actions } = props;
  const links = useLinks();
  const runHref = useCallback((run: Run) => links.run(run.id), [links]);
  const resourceHref = useCallback(
    (run: Run) => links.resource(run.resourceId),
    [links],
  );
  return (
    <Section title={title} actions={actions}>
      <RunsTable
        label={title}
        runs={runs}
        runHref={runHref}
        resourceHref={resourceHref}
        empty={empty}
      />
    </Section>
  );
}
