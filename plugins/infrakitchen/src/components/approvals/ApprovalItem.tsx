import { Flex, Link, Text } from '@backstage/ui';
import type { ApprovalPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  KeyValueList,
  PlanSummaryView,
  runKindLabel,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { mergeabilityText, PullRequestLink } from '../pullRequests';
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
