import { Alert, Flex, Link, Text } from '@backstage/ui';
import {
  isCascadeActive,
  isCascadeOver,
  type CascadeDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  cascadeKindLabel,
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
          ? `${cascadeKindLabel(cascade.kind)} ${cascade.name}`
          : 'Cascade'
      }
      description={cascade?.reason}
      breadcrumb={links.cascade(cascadeId)}
      metadata={
        cascade && [
          {
            label: 'State',
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
                  label: 'Root',
                  value: (
                    <Link href={links.resource(cascade.rootId)}>
                      {cascade.name}
                    </Link>
                  ),
                },
              ]
            : []),
          {
            label: 'Requested by',
            value: (
              <Text>
                <ActorName actor={cascade.requestedBy} />,{' '}
                <TimeAgo at={cascade.createdAt} />
              </Text>
            ),
          },
          {
            label: 'At once',
            value: `${
              cascade.maxParallel === 1
                ? '1 run'
                : `${cascade.maxParallel} runs`
            }${cascade.stopOnFailure ? ', stops at a failure' : ''}`,
          },
        ]
      }
      toolbar={
        cascade && <CascadeActions cascade={cascade} onChanged={data.reload} />
      }
    >
      <Loaded data={data} errorTitle="The cascade cannot be loaded">
        {value => <CascadeContent cascade={value} />}
      </Loaded>
    </PageFrame>
  );
}

function CascadeContent(props: { cascade: CascadeDetail }) {
  const { cascade } = props;
  return (
    <Flex direction="column" gap="4">
      <Notices cascade={cascade} />
      <Section title="All plans together">
        <Flex direction="column" gap="2">
          <PlanSummaryView summary={cascade.summary} />
          {cascade.laterPlans > 0 && (
            <Text as="p" variant="body-small" color="secondary">
              {cascade.laterPlans} more can only be planned once those before
              them are built. Each of these plans is approved by itself where
              rules ask for that.
            </Text>
          )}
        </Flex>
      </Section>
      {cascade.approval && (
        <Section title="Approval" id="approval">
          <Flex direction="column" gap="4">
            <Requirements
              label="What has to be approved"
              requirements={cascade.approval.requirements}
            />
            <Decisions approval={cascade.approval} />
          </Flex>
        </Section>
      )}
      <Section title="Progress">
        <LevelProgress levels={cascade.levels} />
      </Section>
      <Section title="Graph">
        <CascadeGraphView cascade={cascade} />
      </Section>
      <Section title="Resources">
        <CascadeItems cascade={cascade} />
      </Section>
    </Flex>
  );
}

const titles: Partial<Record<CascadeDetail['state'], string>> = {
  failed: 'The cascade stopped',
  rejected: 'The plans were rejected',
  cancelled: 'The cascade was cancelled',
};

function Notices(props: { cascade: CascadeDetail }) {
  const { state, error, expiresAt, counts } = props.cascade;
  const waiting = counts.awaiting_approval ?? 0;
  return (
    <>
      {error && (
        <div role="alert">
          <Alert
            status={state === 'failed' ? 'danger' : 'info'}
            icon
            title={titles[state] ?? 'What happened'}
            description={error.message}
          />
        </div>
      )}
      {state === 'running' && waiting > 0 && (
        <Alert
          status="warning"
          icon
          title={
            waiting === 1
              ? '1 run waits for an approval of its own'
              : `${waiting} runs wait for an approval of their own`
          }
          description="What they plan was not approved with the rest. Look at it below."
        />
      )}
      {expiresAt && isCascadeActive(state) && (
        <Text as="p" variant="body-small" color="secondary">
          Unless somebody decides, it is cancelled by itself{' '}
          <TimeAgo at={expiresAt} />.
        </Text>
      )}
    </>
  );
}
