import { Route, Routes, useParams } from 'react-router-dom';
import { RunPage } from './RunPage';
import { RunsPage } from './RunsPage';
import { NotFoundPage } from '../shared';

/** Pages below `/runs`. */
export function RunsRouter() {
  return (
    <Routes>
      <Route index element={<RunsPage />} />
      <Route path=":runId" element={<RunById />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function RunById() {
  const { runId = '' } = useParams();
  return <RunPage key={runId} runId={runId} />;
}
