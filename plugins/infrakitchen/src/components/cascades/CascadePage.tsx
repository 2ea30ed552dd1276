import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Flex, Link, Text } from '@backstage/ui';
import {
  isCascadeActive,
  isCascadeOver,
  type CascadeDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  CascadeStateChip,
  PlanSummaryView,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Decisions } from '../approvals/Decisions';
import { Requirements } from '../approvals/Requirements';
import { Loaded, PageFrame, Section, useLinks } from '../shared';
import { CascadeActions } from './CascadeActions';
import { CascadeGraphView } from './CascadeGraphView';
import { CascadeItems } from './CascadeItems';
import { LevelProgress } from './LevelProgress';
import { cascadesTranslationRef, type Translate } from './translation';
import { useLabels } from '../shared/useLabels';

const POLL_MS = 2000;
const IDLE_POLL_MS = 15_000;

/** How soon a cascade should be looked at again. */
function pollOf(cascade: CascadeDetail | undefined): number | undefined {
  if (cascade && isCascadeOver(cascade.state)) {
    return undefined;
  }
  const isBusy = cascade && ['previewing', 'running'].includes(cascade.state);
  return isBusy ? POLL_MS : IDLE_POLL_MS;
}

/** One cascade: what it will do, how far it is, and what can be done with it. */
export function CascadePage(props: { cascadeId: string }) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const labels = useLabels();
  const { cascadeId } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal => api.getCascade(cascadeId, { signal }),
    [api, cascadeId],
    { pollMs: pollOf },
  );
  const cascade = data.value;
  return (
    <PageFrame
      title={
        cascade
          ? `${labels.cascadeKind(cascade.kind)} ${cascade.name}`
          : t('cascadePage.cascade')
      }
      description={cascade?.reason}
      breadcrumb={links.cascade(cascadeId)}
      metadata={
        cascade && [
          {
            label: t('cascadePage.state'),
            value: (
              <CascadeStateChip
                state={cascade.state}
                cancelRequested={cascade.cancelRequested}
              />
            ),
          },
          ...(cascade.rootId
            ? [
                {
                  label: t('cascadePage.root'),
                  value: (
                    <Link href={links.resource(cascade.rootId)}>
                      {cascade.name}
                    </Link>
                  ),
                },
              ]
            : []),
          {
            label: t('cascadePage.requestedBy'),
            value: (
              <Text>
                <ActorName actor={cascade.requestedBy} />,{' '}
                <TimeAgo at={cascade.createdAt} />
              </Text>
            ),
          },
          {
            label: t('cascadePage.atOnce'),
            value: t(
              cascade.stopOnFailure
                ? 'cascadePage.runsAndStops'
                : 'cascadePage.runsAtOnce',
              { count: cascade.maxParallel },
            ),
          },
        ]
      }
      toolbar={
        cascade && <CascadeActions cascade={cascade} onChanged={data.reload} />
      }
    >
      <Loaded
        data={data}
        errorTitle={t('cascadePage.theCascadeCannotBeLoaded')}
        record={{ kind: 'cascade', id: cascadeId }}
      >
        {value => <CascadeContent cascade={value} />}
      </Loaded>
    </PageFrame>
  );
}

function CascadeContent(props: { cascade: CascadeDetail }) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const { cascade } = props;
  return (
    <Flex direction="column" gap="4">
      <Notices cascade={cascade} />
      <Section title={t('cascadePage.allPlansTogether')}>
        <Flex direction="column" gap="2">
          <PlanSummaryView summary={cascade.summary} />
          {cascade.laterPlans > 0 && (
            <Text as="p" variant="body-small" color="secondary">
              {t('cascadePage.laterPlans', {
                number: String(cascade.laterPlans),
              })}
            </Text>
          )}
        </Flex>
      </Section>
      {cascade.approval && (
        <Section title={t('cascadePage.approval')} id="approval">
          <Flex direction="column" gap="4">
            <Requirements
              label={t('cascadePage.whatHasToBeApproved')}
              requirements={cascade.approval.requirements}
            />
            <Decisions approval={cascade.approval} />
          </Flex>
        </Section>
      )}
      <Section title={t('cascadePage.progress')}>
        <LevelProgress levels={cascade.levels} />
      </Section>
      <Section title={t('cascadePage.graph')}>
        <CascadeGraphView cascade={cascade} />
      </Section>
      <Section title={t('cascadePage.resources')}>
        <CascadeItems cascade={cascade} />
      </Section>
    </Flex>
  );
}

const titles: (
  t: Translate,
) => Partial<Record<CascadeDetail['state'], string>> = t => ({
  failed: t('cascadePage.theCascadeStopped'),
  rejected: t('cascadePage.thePlansWereRejected'),
  cancelled: t('cascadePage.theCascadeWasCancelled'),
});

function Notices(props: { cascade: CascadeDetail }) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const { state, error, expiresAt, counts } = props.cascade;
  const waiting = counts.awaiting_approval ?? 0;
  return (
    <>
      {error && (
        <div role="alert">
          <Alert
            status={state === 'failed' ? 'danger' : 'info'}
            icon
            title={titles(t)[state] ?? t('cascadePage.whatHappened')}
            description={error.message}
          />
        </div>
      )}
      {state === 'running' && waiting > 0 && (
        <Alert
          status="warning"
          icon
          title={t('cascadePage.runsWaitForAnApproval', { count: waiting })}
          description={t('cascadePage.whatTheyPlanWasNot')}
        />
      )}
      {expiresAt && isCascadeActive(state) && (
        <Text as="p" variant="body-small" color="secondary">
          {t('cascadePage.unlessSomebodyDecidesItIs')}{' '}
          <TimeAgo at={expiresAt} />.
        </Text>
      )}
    </>
  );
}
