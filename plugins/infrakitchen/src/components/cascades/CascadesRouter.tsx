import { Route, Routes, useParams } from 'react-router-dom';
import { CascadePage } from './CascadePage';
import { CascadesPage } from './CascadesPage';

/** Pages below `/cascades`. */
export function CascadesRouter() {
  return (
    <Routes>
      <Route index element={<CascadesPage />} />
      <Route path=":cascadeId" element={<CascadeById />} />
    </Routes>
  );
}

function CascadeById() {
  const { cascadeId = '' } = useParams();
  return <CascadePage key={cascadeId} cascadeId={cascadeId} />;
}
