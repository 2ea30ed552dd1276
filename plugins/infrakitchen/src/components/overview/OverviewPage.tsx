import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { overviewTranslationRef } from './translation';

const POLL_MS = 15_000;

/** Counts, what waits or went wrong, and what happened lately. */
export function OverviewPage() {
  const { t } = useTranslationRef(overviewTranslationRef);
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(signal => api.getOverview({ signal }), [api], {
    pollMs: () => POLL_MS,
  });
  return (
    <PageFrame
      title={t('overviewPage.infrastructure')}
      description={t('overviewPage.whatIsBuiltWhatIs')}
      actions={
        // Its own answer says so, which saves asking for it.
        data.value?.access.canCreateResources !== false && (
          <ButtonLink variant="primary" href={links.newResource()}>
            {t('overviewPage.createResource')}
          </ButtonLink>
        )
      }
    >
      <Loaded
        data={data}
        errorTitle={t('overviewPage.theOverviewCannotBeLoaded')}
      >
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
  const { t } = useTranslationRef(overviewTranslationRef);
  const { section, overview, reload } = props;
  const links = useLinks();
  switch (section) {
    case 'waiting':
      return <WaitingForMe waiting={overview.waiting} onChanged={reload} />;
    case 'cascades':
      return (
        <Section
          title={t('overviewPage.cascadesThatWaitOrFailed')}
          actions={
            <More href={links.cascades}>{t('overviewPage.allCascades')}</More>
          }
        >
          <CascadesTable
            label={t('overviewPage.cascadesThatWaitForApproval')}
            cascades={overview.cascadeAttention}
            empty={null}
          />
        </Section>
      );
    case 'activity':
      return (
        <Section
          title={t('overviewPage.recentActivity')}
          actions={
            <More href={links.governance('audit')}>
              {t('overviewPage.auditTrail')}
            </More>
          }
        >
          <AuditTable entries={overview.activity} withEntity />
        </Section>
      );
    case 'mine':
      return (
        <RunsSection
          title={t('overviewPage.myLatestRuns')}
          runs={overview.myRuns}
          empty={null}
        />
      );
    case 'attention':
      return (
        <RunsSection
          title={t('overviewPage.runsThatNeedAttention')}
          runs={overview.attention}
          empty={
            <EmptyState
              title={t('overviewPage.noRunNeedsAttention')}
              description={t('overviewPage.itIsKnownHowEvery')}
            />
          }
        />
      );
    default:
      return (
        <RunsSection
          title={t('overviewPage.recentRuns')}
          actions={<More href={links.runs}>{t('overviewPage.allRuns')}</More>}
          runs={overview.recentRuns}
          empty={
            <EmptyState
              title={t('overviewPage.noRunsYet')}
              description={t('overviewPage.aRunStartsWhenSomebody')}
              action={
                <ButtonLink variant="secondary" href={links.resources}>
                  {t('overviewPage.showResources')}
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
