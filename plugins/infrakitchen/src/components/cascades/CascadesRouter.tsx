import { Route, Routes, useParams } from 'react-router-dom';
import { CascadePage } from './CascadePage';
import { CascadesPage } from './CascadesPage';
import { NotFoundPage } from '../shared';

/** Pages below `/cascades`. */
export function CascadesRouter() {
  return (
    <Routes>
      <Route index element={<CascadesPage />} />
      <Route path=":cascadeId" element={<CascadeById />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function CascadeById() {
  const { cascadeId = '' } = useParams();
  return <CascadePage key={cascadeId} cascadeId={cascadeId} />;
}
