import { SidebarItem } from '@backstage/core-components';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import infrakitchenPlugin from '@infrakitchen/backstage-plugin-infrakitchen/alpha';
import DashboardIcon from '@material-ui/icons/DashboardOutlined';
import CategoryIcon from '@material-ui/icons/CategoryOutlined';
import StorageIcon from '@material-ui/icons/StorageOutlined';
import PlayIcon from '@material-ui/icons/PlayCircleOutline';

const { overview, templates, resources, runs } = infrakitchenPlugin.routes;

/** The pages of InfraKitchen, which come first in this portal. */
export function InfrakitchenItems() {
  const overviewPath = useRouteRef(overview);
  const templatesPath = useRouteRef(templates);
  const resourcesPath = useRouteRef(resources);
  const runsPath = useRouteRef(runs);
  const items = [
    { path: overviewPath, text: 'Overview', icon: DashboardIcon },
    { path: templatesPath, text: 'Templates', icon: CategoryIcon },
    { path: resourcesPath, text: 'Resources', icon: StorageIcon },
    { path: runsPath, text: 'Runs', icon: PlayIcon },
  ];
  return (
    <>
      {items.map(
        ({ path, text, icon }) =>
          path && (
            <SidebarItem key={text} icon={icon} to={path()} text={text} />
          ),
      )}
    </>
  );
}
