import { Route, Routes } from 'react-router-dom';
import { NotFoundPage } from '../shared';
import { OverviewPage } from './OverviewPage';

/** The page at `/overview`; nothing is below it. */
export function OverviewRouter() {
  return (
    <Routes>
      <Route index element={<OverviewPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
