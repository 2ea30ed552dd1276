import { Flex, Text } from '@backstage/ui';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { TimeAgo } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { decisionTexts } from '../pullRequests';
import { Section } from '../shared';
import { DecideButtons, refusalTexts } from './DecideButtons';
import { Decisions } from './Decisions';
import { Requirements } from './Requirements';

/** What a run needs before it applies, who decided, and the buttons for it. */
export function ApprovalPanel(props: {
  run: RunDetail;
  onChanged: () => void;
}) {
  const { run, onChanged } = props;
  const { approval } = run;
  if (!approval) {
    return null;
  }
  const waits = run.state === 'awaiting_approval';
  return (
    <Section title="Approval" id="approval">
      <Flex direction="column" gap="4">
        {waits && (
          <Text as="p">
            The plan above waits for approval
            {approval.requestedAt && (
              <>
                {' '}
                since <TimeAgo at={approval.requestedAt} />
              </>
            )}
            {approval.expiresAt && (
              <>
                {' '}
                and expires <TimeAgo at={approval.expiresAt} />
              </>
            )}
            .
          </Text>
        )}
        {waits && run.pullRequest && (
          <Text as="p">
            Merging its pull request approves the plan, and closing it rejects
            it. {decisionTexts.approve}
          </Text>
        )}
        {approval.requirements.length > 0 && (
          <Requirements
            label="What has to be approved"
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
              refusalTexts(approval).map(text => (
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
