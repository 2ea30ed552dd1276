import { Route, Routes, useParams } from 'react-router-dom';
import { ImportTemplatePage } from './ImportTemplatePage';
import { NewTemplatePage } from './NewTemplatePage';
import { TemplatePage } from './TemplatePage';
import { TemplatesPage } from './TemplatesPage';

/** Pages below `/templates`. */
export function TemplatesRouter() {
  return (
    <Routes>
      <Route index element={<TemplatesPage />} />
      <Route path="import" element={<ImportTemplatePage />} />
      <Route path="new" element={<NewTemplatePage />} />
      <Route path=":templateId/*" element={<TemplateById />} />
    </Routes>
  );
}

function TemplateById() {
  const { templateId = '' } = useParams();
  return <TemplatePage key={templateId} templateId={templateId} />;
}
