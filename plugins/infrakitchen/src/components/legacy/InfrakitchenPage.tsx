import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Navigate, Route, Routes } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { compatWrapper } from '@backstage/core-compat-api';
import { PluginHeader } from '@backstage/ui';
import { RiStackLine } from '@remixicon/react';
import { ApprovalsRouter } from '../approvals';
import { CascadesRouter } from '../cascades';
import { ConnectionsRouter } from '../connections';
import { GovernanceRouter } from '../governance';
import { OverviewRouter } from '../overview';
import { ProjectsRouter } from '../projects';
import { ResourcesRouter } from '../resources';
import { RunsRouter } from '../runs';
import { NotFoundPage, useLinks } from '../shared';
import { connectionsRouteRef, governanceRouteRef } from '../../routes';
import { TemplatesRouter } from '../templates';
import { WorkspacesRouter } from '../workspaces';
import { legacyTranslationRef } from './translation';

/** All pages with the shell that the new frontend system would give them. */
export function InfrakitchenPage() {
  return compatWrapper(<Shell />);
}

function Shell() {
  const { t } = useTranslationRef(legacyTranslationRef);
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
        title={t('infrakitchenPage.infraKitchen')}
        icon={<RiStackLine />}
        titleLink={links.overview}
        tabs={[
          tab('overview', t('infrakitchenPage.overview'), links.overview),
          tab('templates', t('infrakitchenPage.templates'), links.templates),
          tab('resources', t('infrakitchenPage.resources'), links.resources),
          tab('runs', t('infrakitchenPage.runs'), links.runs),
          tab('cascades', t('infrakitchenPage.cascades'), links.cascades),
          tab('approvals', t('infrakitchenPage.approvals'), links.approvals),
          tab('projects', t('infrakitchenPage.projects'), links.projects),
          tab('workspaces', t('infrakitchenPage.workspaces'), links.workspaces),
          tab('connections', t('infrakitchenPage.integrations'), connections),
          tab('governance', t('infrakitchenPage.governance'), governance),
        ]}
      />
      <Routes>
        <Route index element={<Navigate to={links.overview} replace />} />
        <Route path="overview/*" element={<OverviewRouter />} />
        <Route path="templates/*" element={<TemplatesRouter />} />
        <Route path="resources/*" element={<ResourcesRouter />} />
        <Route path="runs/*" element={<RunsRouter />} />
        <Route path="cascades/*" element={<CascadesRouter />} />
        <Route path="approvals/*" element={<ApprovalsRouter />} />
        <Route path="projects/*" element={<ProjectsRouter />} />
        <Route path="workspaces/*" element={<WorkspacesRouter />} />
        <Route path="integrations/*" element={<ConnectionsRouter />} />
        <Route path="governance/*" element={<GovernanceRouter />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </>
  );
}
