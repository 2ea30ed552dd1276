import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import { MarkdownContent } from '@backstage/core-components';
import type {
  PullRequestCommentPage,
  WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { isOpen } from './pullRequestTexts';
import styles from './PullRequestComments.module.css';
import { pullRequestsTranslationRef } from './translation';

const SHOWN = 50;
const POLL_MS = 10_000;

/** What was commented where the portal keeps it; else the way to the host. */
export function PullRequestComments(props: {
  pullRequest: WorkspacePullRequest;
}) {
  const { t } = useTranslationRef(pullRequestsTranslationRef);
  const { pullRequest } = props;
  const { id, updatedAt } = pullRequest;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.listPullRequestComments(id, { limit: SHOWN }, { signal }),
    [api, id, updatedAt],
    { pollMs: page => (isToCome(pullRequest, page) ? POLL_MS : undefined) },
  );
  if (data.error) {
    return (
      <ApiErrorPanel
        error={data.error}
        title={t('pullRequestComments.theCommentsCannotBeLoaded')}
        onRetry={data.reload}
      />
    );
  }
  const { items = [], hostUrl, nextCursor } = data.value ?? {};
  if (hostUrl) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('pullRequestComments.whatARunComesTo', {
          host: (
            <Link href={hostUrl}>{t('pullRequestComments.atItsHost')}</Link>
          ),
        })}
      </Text>
    );
  }
  if (items.length === 0) {
    return null;
  }
  return (
    <section aria-label={t('pullRequestComments.comments')}>
      <Text as="h4" variant="body-medium" weight="bold">
        {t('pullRequestComments.comments')}
      </Text>
      <ul className={styles.list}>
        {items.map(({ key, author, body, createdAt }) => (
          <li key={key} className={styles.comment}>
            <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
              <Text variant="body-small" weight="bold">
                {author}
              </Text>
              <Text variant="body-small" color="secondary">
                <TimeAgo at={createdAt} />
              </Text>
            </Flex>
            <MarkdownContent
              content={body}
              // HTML is shown as text, and nothing is fetched from elsewhere.
              dialect="common-mark"
              transformImageUri={() => ''}
              transformLinkUri={uri => (/^https?:/i.test(uri) ? uri : '')}
            />
          </li>
        ))}
      </ul>
      {nextCursor && (
        <Text as="p" variant="body-small" color="secondary">
          {t('pullRequestComments.theseAreTheFirstShown', {
            shown: String(SHOWN),
          })}
        </Text>
      )}
    </section>
  );
}

/** Whether the result of the run is about to be told here. */
function isToCome(
  pullRequest: WorkspacePullRequest,
  page: PullRequestCommentPage | undefined,
): boolean {
  return (
    page !== undefined &&
    page.hostUrl === undefined &&
    page.items.length === 0 &&
    !isOpen(pullRequest) &&
    pullRequest.state !== 'failed' &&
    pullRequest.direction !== 'restore'
  );
}
