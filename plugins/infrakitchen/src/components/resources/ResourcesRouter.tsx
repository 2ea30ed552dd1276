import { Route, Routes, useParams } from 'react-router-dom';
import { NewResourcePage } from './create/NewResourcePage';
import { ResourcePage } from './detail/ResourcePage';
import { ResourcesPage } from './ResourcesPage';

/** Pages below `/resources`. */
export function ResourcesRouter() {
  return (
    <Routes>
      <Route index element={<ResourcesPage />} />
      <Route path="new" element={<NewResourcePage />} />
      <Route path=":resourceId/*" element={<ResourceById />} />
    </Routes>
  );
}

function ResourceById() {
  const { resourceId = '' } = useParams();
  return <ResourcePage key={resourceId} resourceId={resourceId} />;
}
