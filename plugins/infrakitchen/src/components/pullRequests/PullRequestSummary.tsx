import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Flex, Link } from '@backstage/ui';
import type { WorkspacePullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  KeyValueList,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  checkTones,
  isOpen,
  missingTexts,
  stateTones,
  titleText,
} from './pullRequestTexts';
import { pullRequestsTranslationRef } from './translation';

/** The pull request in a line: link and state. */
export function PullRequestLink(props: { pullRequest: WorkspacePullRequest }) {
  const { pullRequest } = props;
  const { url, state } = pullRequest;
  const title = titleText(pullRequest);
  return (
    <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
      {url ? <Link href={url}>{title}</Link> : <span>{title}</span>}
      <Chip tone={stateTones[state]}>{state}</Chip>
    </Flex>
  );
}

/** State, branch, checks, and what is in the way of the merge. */
export function PullRequestSummary(props: {
  pullRequest: WorkspacePullRequest;
}) {
  const { t } = useTranslationRef(pullRequestsTranslationRef);
  const { pullRequest } = props;
  const { direction, branch, targetBranch, checks, mergeCommit } = pullRequest;
  return (
    <Flex direction="column" gap="3">
      <PullRequestLink pullRequest={pullRequest} />
      <Missing pullRequest={pullRequest} />
      <KeyValueList
        items={[
          {
            label: t('pullRequestSummary.branch'),
            value: (
              <span style={{ overflowWrap: 'anywhere' }}>
                {t(`pullRequestSummary.${direction}`, {
                  branch: <code>{branch}</code>,
                  target: <code>{targetBranch}</code>,
                })}
              </span>
            ),
          },
          {
            label: t('pullRequestSummary.checks'),
            value:
              checks.length > 0 ? (
                <Checks checks={checks} />
              ) : (
                (isOpen(pullRequest) && t('pullRequestSummary.none')) ||
                undefined
              ),
          },
          {
            label: t('pullRequestSummary.mergedAs'),
            value: mergeCommit && <code>{mergeCommit.slice(0, 10)}</code>,
          },
          {
            label: t('pullRequestSummary.lastRead'),
            value: pullRequest.seenAt && <TimeAgo at={pullRequest.seenAt} />,
          },
        ]}
      />
    </Flex>
  );
}

function Checks(props: { checks: WorkspacePullRequest['checks'] }) {
  return (
    <Flex gap="2" style={{ flexWrap: 'wrap' }}>
      {props.checks.map(({ name, state, url }) => (
        <Chip key={`${name}:${url ?? ''}`} tone={checkTones[state]}>
          {url ? <Link href={url}>{name}</Link> : name} {state}
        </Chip>
      ))}
    </Flex>
  );
}

function Missing(props: { pullRequest: WorkspacePullRequest }) {
  const { t } = useTranslationRef(pullRequestsTranslationRef);
  const { pullRequest } = props;
  const texts = missingTexts(
    t,
    // What blocked one that has ended is over.
    isOpen(pullRequest)
      ? pullRequest
      : { ...pullRequest, blockers: [], isForeign: false },
  );
  if (texts.length === 0) {
    return null;
  }
  return (
    <Alert
      status={pullRequest.state === 'failed' ? 'danger' : 'warning'}
      icon
      title={
        isOpen(pullRequest)
          ? t('pullRequestSummary.itCannotBeMergedAs')
          : t('pullRequestSummary.itDidNotGoOn')
      }
      description={texts.map(text => (
        <span key={text} style={{ display: 'block', overflowWrap: 'anywhere' }}>
          {text}
        </span>
      ))}
    />
  );
}
