import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Navigate, useParams } from 'react-router-dom';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, PageFrame, useLinks } from '../shared';
import { workspacesTranslationRef } from './translation';

/**
 * Leads from a pull request that something names by its id to where people act
 * on it: the run that waits for it, or the code of its resource.
 */
export function FindPullRequest() {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { pullRequestId = '' } = useParams();
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal => api.getPullRequest(pullRequestId, { signal }),
    [api, pullRequestId],
  );
  return (
    <PageFrame title={t('findPullRequest.pullRequest')}>
      <Loaded
        data={data}
        errorTitle={t('findPullRequest.thePullRequestCannotBe')}
        record={{ kind: 'pull_request', id: pullRequestId }}
      >
        {({ direction, resourceId, runId }) => (
          <Navigate
            to={
              direction === 'restore'
                ? links.resource(resourceId, 'workspace')
                : links.resourceRun(resourceId, runId)
            }
            replace
          />
        )}
      </Loaded>
    </PageFrame>
  );
}
