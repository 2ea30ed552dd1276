import { useId, useState } from 'react';
import { Button, Flex, Link, Text } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowUpSLine } from '@remixicon/react';
import type { ApprovalPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  KeyValueList,
  PlanSummaryView,
  runKindLabel,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { mergeabilityText, PullRequestLink } from '../pullRequests';
import { PlanOfRun } from '../runs/RunPlan';
import { useLinks } from '../shared';
import { DecideButtons, refusalTexts } from './DecideButtons';
import styles from './ApprovalItem.module.css';

/** One plan that waits: what it does, who asks for it, and the buttons. */
export function ApprovalItem(props: {
  item: ApprovalPage['items'][number];
  onChanged: () => void;
}) {
  const { run, approval, pullRequest } = props.item;
  const links = useLinks();
  const title = `${runKindLabel(run.kind)} of ${run.resourceName}`;
  const [isOpen, setOpen] = useState(false);
  const planId = useId();
  return (
    <li className={styles.item} aria-label={title}>
      <Flex direction="column" gap="3">
        <div className={styles.head}>
          <Text as="h3" variant="title-x-small">
            <Link href={links.resourceRun(run.resourceId, run.id)}>
              {title}
            </Link>
          </Text>
          {run.planSummary && <PlanSummaryView summary={run.planSummary} />}
        </div>
        <KeyValueList
          items={[
            {
              label: 'Resource',
              value: (
                <Link href={links.resource(run.resourceId)}>
                  {run.resourceName}
                </Link>
              ),
            },
            { label: 'Template', value: run.templateName },
            {
              label: 'Asked by',
              value: <ActorName actor={run.requestedBy} />,
            },
            { label: 'Why', value: run.reason },
            {
              label: 'Waits since',
              value: <TimeAgo at={approval.requestedAt ?? run.updatedAt} />,
            },
            {
              label: 'Expires',
              value: approval.expiresAt && <TimeAgo at={approval.expiresAt} />,
            },
            {
              label: 'Approvals',
              value: approval.requirements
                .map(
                  ({ ruleName, given, approvals }) =>
                    `${given} of ${approvals} (${ruleName})`,
                )
                .join(', '),
            },
            {
              label: 'Pull request',
              value: pullRequest && (
                <PullRequestLink pullRequest={pullRequest} />
              ),
            },
            {
              label: 'Its merge',
              value: pullRequest && mergeabilityText(pullRequest),
            },
          ]}
        />
        <div>
          <Button
            size="small"
            variant="secondary"
            iconStart={isOpen ? <RiArrowUpSLine /> : <RiArrowDownSLine />}
            aria-expanded={isOpen}
            aria-controls={isOpen ? planId : undefined}
            aria-label={`${isOpen ? 'Hide' : 'Show'} plan of ${
              run.resourceName
            }`}
            onPress={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Hide plan' : 'Show plan'}
          </Button>
        </div>
        {isOpen && (
          // A new digest is a new plan.
          <section
            id={planId}
            key={run.planDigest}
            aria-label={`Plan: ${title}`}
          >
            <PlanOfRun runId={run.id} />
          </section>
        )}
        {approval.canDecide ? (
          <DecideButtons
            run={run}
            approval={approval}
            pullRequest={pullRequest}
            onChanged={props.onChanged}
          />
        ) : (
          <Text as="p" variant="body-small" color="secondary">
            {refusalTexts(approval).join(' ')}
          </Text>
        )}
      </Flex>
    </li>
  );
}
