import { SidebarItem } from '@backstage/core-components';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import infrakitchenPlugin from '@infrakitchen/backstage-plugin-infrakitchen/alpha';
import DashboardIcon from '@material-ui/icons/DashboardOutlined';
import CategoryIcon from '@material-ui/icons/CategoryOutlined';
import StorageIcon from '@material-ui/icons/StorageOutlined';
import ApprovalIcon from '@material-ui/icons/ThumbsUpDownOutlined';
import ProjectIcon from '@material-ui/icons/FolderOpenOutlined';
import GovernanceIcon from '@material-ui/icons/SecurityOutlined';
import WorkspaceIcon from '@material-ui/icons/AccountTreeOutlined';
import PlayIcon from '@material-ui/icons/PlayCircleOutline';
import { useWaitingApprovals } from './useWaitingApprovals';

const {
  overview,
  templates,
  resources,
  runs,
  approvals,
  projects,
  workspaces,
  governance,
} = infrakitchenPlugin.routes;

/** The pages of InfraKitchen, which come first in this portal. */
export function InfrakitchenItems() {
  const overviewPath = useRouteRef(overview);
  const templatesPath = useRouteRef(templates);
  const resourcesPath = useRouteRef(resources);
  const runsPath = useRouteRef(runs);
  const approvalsPath = useRouteRef(approvals);
  const projectsPath = useRouteRef(projects);
  const workspacesPath = useRouteRef(workspaces);
  const governancePath = useRouteRef(governance);
  const waiting = useWaitingApprovals();
  const items = [
    { path: overviewPath, text: 'Overview', icon: DashboardIcon },
    { path: templatesPath, text: 'Templates', icon: CategoryIcon },
    { path: resourcesPath, text: 'Resources', icon: StorageIcon },
    { path: runsPath, text: 'Runs', icon: PlayIcon },
    {
      path: approvalsPath,
      text: waiting ? `Approvals (${waiting})` : 'Approvals',
      icon: ApprovalIcon,
      marked: waiting !== undefined,
    },
    { path: projectsPath, text: 'Projects', icon: ProjectIcon },
    { path: workspacesPath, text: 'Workspaces', icon: WorkspaceIcon },
    { path: governancePath, text: 'Governance', icon: GovernanceIcon },
  ];
  return (
    <>
      {items.map(
        ({ path, text, icon, marked }) =>
          path && (
            <SidebarItem
              key={path()}
              icon={icon}
              to={path()}
              text={text}
              hasNotifications={marked}
            />
          ),
      )}
    </>
  );
}
