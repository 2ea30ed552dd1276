import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import type { WorkspacePullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  PatchView,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useAction, WriteError } from '../shared';
import { PullRequestComments } from './PullRequestComments';
import { PullRequestSummary } from './PullRequestSummary';
import { isOpen } from './pullRequestTexts';
import { pullRequestsTranslationRef } from './translation';

/** A pull request with its live state, and on request what it changes. */
export function PullRequestPanel(props: {
  pullRequest: WorkspacePullRequest;
  /** Shows the differences of its branch as well. */
  withDiff?: boolean;
  /** Whether the caller may have it published once more. */
  mayRetry?: boolean;
  onChanged: () => unknown;
}) {
  const { t } = useTranslationRef(pullRequestsTranslationRef);
  const { pullRequest, withDiff, mayRetry, onChanged } = props;
  const { id } = pullRequest;
  const api = useInfrakitchenApi();
  const action = useAction();
  const act = (name: 'refresh' | 'retry') =>
    action.run(name, async () => {
      await api.actOnPullRequest(id, name);
      await onChanged();
    });
  return (
    <Section
      title={t('pullRequestPanel.pullRequest')}
      actions={
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          {mayRetry && pullRequest.problem && (
            <Button
              variant="secondary"
              size="small"
              isPending={action.pending === 'retry'}
              onPress={() => act('retry')}
            >
              {t('pullRequestPanel.publishAgain')}
            </Button>
          )}
          <Button
            variant="secondary"
            size="small"
            iconStart={<RiRefreshLine />}
            isPending={action.pending === 'refresh'}
            onPress={() => act('refresh')}
          >
            {t('pullRequestPanel.refresh')}
          </Button>
        </Flex>
      }
    >
      <Flex direction="column" gap="4">
        <WriteError
          error={action.error}
          title={t('pullRequestPanel.thePullRequestWasNot')}
        />
        <PullRequestSummary pullRequest={pullRequest} />
        {pullRequest.number && (
          <PullRequestComments pullRequest={pullRequest} />
        )}
        {withDiff && pullRequest.headCommit && (
          <BranchDiff pullRequest={pullRequest} />
        )}
      </Flex>
    </Section>
  );
}

function BranchDiff(props: { pullRequest: WorkspacePullRequest }) {
  const { t } = useTranslationRef(pullRequestsTranslationRef);
  const { id, headCommit, seenAt, state } = props.pullRequest;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getPullRequestDiff(id, { signal }),
    // Others may have pushed to it by the next look.
    [api, id, headCommit, state, isOpen({ state }) ? seenAt : undefined],
  );
  return (
    <Loaded
      data={data}
      errorTitle={t('pullRequestPanel.theDifferencesCannotBeLoaded')}
    >
      {({ text, truncated }) =>
        text ? (
          <PatchView
            label={t('pullRequestPanel.whatTheBranchChanges')}
            patch={text}
            truncated={truncated}
          />
        ) : (
          <em>{t('pullRequestPanel.theBranchChangesNothingIn')}</em>
        )
      }
    </Loaded>
  );
}
