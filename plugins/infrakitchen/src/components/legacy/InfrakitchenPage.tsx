import { Navigate, Route, Routes } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { compatWrapper } from '@backstage/core-compat-api';
import { PluginHeader } from '@backstage/ui';
import { RiStackLine } from '@remixicon/react';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApprovalsRouter } from '../approvals';
import { CascadesRouter } from '../cascades';
import { ConnectionsRouter } from '../connections';
import { GovernanceRouter } from '../governance';
import { OverviewPage } from '../overview';
import { ProjectsRouter } from '../projects';
import { ResourcesRouter } from '../resources';
import { RunsRouter } from '../runs';
import { useLinks } from '../shared';
import { connectionsRouteRef, governanceRouteRef } from '../../routes';
import { TemplatesRouter } from '../templates';
import { WorkspacesRouter } from '../workspaces';

/** All pages with the shell that the new frontend system would give them. */
export function InfrakitchenPage() {
  return compatWrapper(<Shell />);
}

function Shell() {
  const links = useLinks();
  const connections = useRouteRef(connectionsRouteRef)();
  const governance = useRouteRef(governanceRouteRef)();
  const tab = (id: string, label: string, href: string) => ({
    id,
    label,
    href,
    matchStrategy: 'prefix' as const,
  });
  return (
    <>
      <PluginHeader
        title="InfraKitchen"
        icon={<RiStackLine />}
        titleLink={links.overview}
        tabs={[
          tab('overview', 'Overview', links.overview),
          tab('templates', 'Templates', links.templates),
          tab('resources', 'Resources', links.resources),
          tab('runs', 'Runs', links.runs),
          tab('cascades', 'Cascades', links.cascades),
          tab('approvals', 'Approvals', links.approvals),
          tab('projects', 'Projects', links.projects),
          tab('workspaces', 'Workspaces', links.workspaces),
          tab('connections', 'Integrations', connections),
          tab('governance', 'Governance', governance),
        ]}
      />
      <Routes>
        <Route index element={<Navigate to={links.overview} replace />} />
        <Route path="overview" element={<OverviewPage />} />
        <Route path="templates/*" element={<TemplatesRouter />} />
        <Route path="resources/*" element={<ResourcesRouter />} />
        <Route path="runs/*" element={<RunsRouter />} />
        <Route path="cascades/*" element={<CascadesRouter />} />
        <Route path="approvals/*" element={<ApprovalsRouter />} />
        <Route path="projects/*" element={<ProjectsRouter />} />
        <Route path="workspaces/*" element={<WorkspacesRouter />} />
        <Route path="integrations/*" element={<ConnectionsRouter />} />
        <Route path="governance/*" element={<GovernanceRouter />} />
        <Route
          path="*"
          element={<EmptyState title="There is no such page" />}
        />
      </Routes>
    </>
  );
}
