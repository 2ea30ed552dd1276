import { Navigate } from 'react-router-dom';
import {
  createFrontendModule,
  NotFoundErrorPage,
  PageBlueprint,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import infrakitchenPlugin from '@infrakitchen/backstage-plugin-infrakitchen/alpha';

/** The portal opens with the overview of InfraKitchen. */
function Home() {
  const overviewPath = useRouteRef(infrakitchenPlugin.routes.overview);
  return overviewPath ? (
    <Navigate to={overviewPath()} replace />
  ) : (
    <NotFoundErrorPage />
  );
}

export const homeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    PageBlueprint.make({
      name: 'home',
      params: { path: '/', noHeader: true, loader: async () => <Home /> },
    }),
  ],
});
