import { Route, Routes, useParams } from 'react-router-dom';
import { ImportTemplatePage } from './ImportTemplatePage';
import { NewTemplatePage } from './NewTemplatePage';
import { TemplatePage } from './TemplatePage';
import { TemplatesPage } from './TemplatesPage';
import { Permitted } from '../shared';

/** Pages below `/templates`. */
export function TemplatesRouter() {
  return (
    <Routes>
      <Route index element={<TemplatesPage />} />
      <Route
        path="import"
        element={
          <Permitted may={access => access.canCreateTemplates}>
            <ImportTemplatePage />
          </Permitted>
        }
      />
      <Route
        path="new"
        element={
          <Permitted may={access => access.canCreateTemplates}>
            <NewTemplatePage />
          </Permitted>
        }
      />
      <Route path=":templateId/*" element={<TemplateById />} />
    </Routes>
  );
}

function TemplateById() {
  const { templateId = '' } = useParams();
  return <TemplatePage key={templateId} templateId={templateId} />;
}
