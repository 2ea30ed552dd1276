import { Navigate, useSearchParams } from 'react-router-dom';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, PageFrame, useLinks } from '../shared';

/**
 * Leads from a repository without an API of its host, as pull requests link to
 * it, to the workspace that it is registered as.
 */
export function FindWorkspace() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const [params] = useSearchParams();
  const repository = params.get('repository') ?? '';
  const data = useAsyncData(
    signal =>
      api.listWorkspaces(
        {
          filter: ['provider=git', `repositoryId=${repository}`],
          limit: 1,
        },
        { signal },
      ),
    [api, repository],
  );
  return (
    <PageFrame title="Workspaces">
      <Loaded data={data} errorTitle="The workspace cannot be found">
        {({ items: [workspace] }) =>
          workspace ? (
            <Navigate
              to={links.workspace(workspace.id, 'pull-requests')}
              replace
            />
          ) : (
            <EmptyState
              title="No workspace that you may see is this repository"
              description={repository}
            />
          )
        }
      </Loaded>
    </PageFrame>
  );
}
