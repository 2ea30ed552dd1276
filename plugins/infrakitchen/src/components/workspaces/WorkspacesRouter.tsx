import { Route, Routes, useParams } from 'react-router-dom';
import { FindPullRequest } from './FindPullRequest';
import { FindWorkspace } from './FindWorkspace';
import { NewWorkspacePage } from './NewWorkspacePage';
import { WorkspacePage } from './WorkspacePage';
import { WorkspacesPage } from './WorkspacesPage';
import { NotFoundPage, Permitted } from '../shared';

/** Pages below `/workspaces`. */
export function WorkspacesRouter() {
  return (
    <Routes>
      <Route index element={<WorkspacesPage />} />
      <Route
        path="new"
        element={
          <Permitted may={access => access.canCreateWorkspaces}>
            <NewWorkspacePage />
          </Permitted>
        }
      />
      <Route path="find" element={<FindWorkspace />} />
      <Route
        path="pull-requests/:pullRequestId"
        element={<FindPullRequest />}
      />
      <Route path="pull-requests/*" element={<NotFoundPage />} />
      <Route path=":workspaceId/*" element={<WorkspaceById />} />
    </Routes>
  );
}

function WorkspaceById() {
  const { workspaceId = '' } = useParams();
  return <WorkspacePage key={workspaceId} workspaceId={workspaceId} />;
}
