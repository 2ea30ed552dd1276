import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Navigate, useSearchParams } from 'react-router-dom';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, PageFrame, useLinks } from '../shared';
import { workspacesTranslationRef } from './translation';

/**
 * Leads from a repository without an API of its host, as pull requests link to
 * it, to the workspace that it is registered as.
 */
export function FindWorkspace() {
  const { t } = useTranslationRef(workspacesTranslationRef);
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
    <PageFrame title={t('findWorkspace.workspaces')}>
      <Loaded
        data={data}
        errorTitle={t('findWorkspace.theWorkspaceCannotBeFound')}
      >
        {({ items: [workspace] }) =>
          workspace ? (
            <Navigate
              to={links.workspace(workspace.id, 'pull-requests')}
              replace
            />
          ) : (
            <EmptyState
              title={t('findWorkspace.noWorkspaceThatYouMay')}
              description={repository}
            />
          )
        }
      </Loaded>
    </PageFrame>
  );
}
