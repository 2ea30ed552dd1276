import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import type {
  RunApproval,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { TimeAgo } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from '../shared';
import { DecideButtons, refusalTexts } from './DecideButtons';
import { Decisions } from './Decisions';
import { Requirements } from './Requirements';
import { approvalsTranslationRef, type Translate } from './translation';
import { pullRequestsTranslationRef } from '../pullRequests/translation';

/** What a run needs before it applies, who decided, and the buttons for it. */
export function ApprovalPanel(props: {
  run: RunDetail;
  onChanged: () => void;
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { t: tPullRequests } = useTranslationRef(pullRequestsTranslationRef);
  const { run, onChanged } = props;
  const { approval } = run;
  if (!approval) {
    return null;
  }
  const waits = run.state === 'awaiting_approval';
  return (
    <Section title={t('approvalPanel.approval')} id="approval">
      <Flex direction="column" gap="4">
        {waits && <Text as="p">{waitsText(t, approval)}</Text>}
        {waits && run.pullRequest && (
          <Text as="p">
            {t('approvalPanel.mergingItsPullRequestApproves', {
              approve: tPullRequests('decision.approve'),
            })}
          </Text>
        )}
        {approval.requirements.length > 0 && (
          <Requirements
            label={t('approvalPanel.whatHasToBeApproved')}
            requirements={approval.requirements}
          />
        )}
        <Decisions approval={approval} />
        {waits && (
          <Flex direction="column" gap="2">
            <DecideButtons
              run={run}
              approval={approval}
              pullRequest={run.pullRequest}
              onChanged={onChanged}
            />
            {!approval.canDecide &&
              refusalTexts(t, approval).map(text => (
                <Text key={text} as="p" variant="body-small" color="secondary">
                  {text}
                </Text>
              ))}
          </Flex>
        )}
      </Flex>
    </Section>
  );
}

/** Since when the plan waits, and until when it may. */
function waitsText(
  t: Translate,
  { requestedAt, expiresAt }: Pick<RunApproval, 'requestedAt' | 'expiresAt'>,
) {
  const since = requestedAt && <TimeAgo at={requestedAt} />;
  const expires = expiresAt && <TimeAgo at={expiresAt} />;
  if (since && expires) {
    return t('approvalPanel.waitsSinceAndExpires', { since, expires });
  }
  return since
    ? t('approvalPanel.waitsSince', { since })
    : t('approvalPanel.waits');
}
