import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useId, useState } from 'react';
import { Button, Flex, Link, Text } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowUpSLine } from '@remixicon/react';
import type { ApprovalPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  KeyValueList,
  PlanSummaryView,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { mergeabilityText, PullRequestLink } from '../pullRequests';
import { PlanOfRun } from '../runs/RunPlan';
import { useLinks } from '../shared';
import { DecideButtons, refusalTexts } from './DecideButtons';
import styles from './ApprovalItem.module.css';
import { approvalsTranslationRef } from './translation';
import { pullRequestsTranslationRef } from '../pullRequests/translation';
import { useLabels } from '../shared/useLabels';

/** One plan that waits: what it does, who asks for it, and the buttons. */
export function ApprovalItem(props: {
  item: ApprovalPage['items'][number];
  onChanged: () => void;
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const labels = useLabels();
  const { t: tPullRequests } = useTranslationRef(pullRequestsTranslationRef);
  const { run, approval, pullRequest } = props.item;
  const links = useLinks();
  const title = t('approvalItem.kindOfResource', {
    kind: labels.runKind(run.kind),
    resource: run.resourceName,
  });
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
              label: t('approvalItem.resource'),
              value: (
                <Link href={links.resource(run.resourceId)}>
                  {run.resourceName}
                </Link>
              ),
            },
            { label: t('approvalItem.template'), value: run.templateName },
            {
              label: t('approvalItem.askedBy'),
              value: <ActorName actor={run.requestedBy} />,
            },
            { label: t('approvalItem.why'), value: run.reason },
            {
              label: t('approvalItem.waitsSince'),
              value: <TimeAgo at={approval.requestedAt ?? run.updatedAt} />,
            },
            {
              label: t('approvalItem.expires'),
              value: approval.expiresAt && <TimeAgo at={approval.expiresAt} />,
            },
            {
              label: t('approvalItem.approvals'),
              value: approval.requirements
                .map(({ ruleName, given, approvals }) =>
                  t('approvalItem.givenOfRule', {
                    given: String(given),
                    approvals: String(approvals),
                    rule: ruleName,
                  }),
                )
                .join(', '),
            },
            {
              label: t('approvalItem.pullRequest'),
              value: pullRequest && (
                <PullRequestLink pullRequest={pullRequest} />
              ),
            },
            {
              label: t('approvalItem.itsMerge'),
              value:
                pullRequest && mergeabilityText(tPullRequests, pullRequest),
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
            aria-label={t(
              isOpen ? 'approvalItem.hidePlanOf' : 'approvalItem.showPlanOf',
              { resourceName: run.resourceName },
            )}
            onPress={() => setOpen(!isOpen)}
          >
            {isOpen ? t('approvalItem.hidePlan') : t('approvalItem.showPlan')}
          </Button>
        </div>
        {isOpen && (
          // A new digest is a new plan.
          <section
            id={planId}
            key={run.planDigest}
            aria-label={t('approvalItem.planTitle', { title })}
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
            {refusalTexts(t, approval).join(' ')}
          </Text>
        )}
      </Flex>
    </li>
  );
}
