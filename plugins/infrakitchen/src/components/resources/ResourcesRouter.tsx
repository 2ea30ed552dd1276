import { Route, Routes, useParams } from 'react-router-dom';
import { NewResourcePage } from './create/NewResourcePage';
import { ResourcePage } from './detail/ResourcePage';
import { ResourcesPage } from './ResourcesPage';
import { Permitted } from '../shared';

/** Pages below `/resources`. */
export function ResourcesRouter() {
  return (
    <Routes>
      <Route index element={<ResourcesPage />} />
      <Route
        path="new"
        element={
          <Permitted may={access => access.canCreateResources}>
            <NewResourcePage />
          </Permitted>
        }
      />
      <Route path=":resourceId/*" element={<ResourceById />} />
    </Routes>
  );
}

function ResourceById() {
  const { resourceId = '' } = useParams();
  return <ResourcePage key={resourceId} resourceId={resourceId} />;
}
