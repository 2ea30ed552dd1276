import { Route, Routes, useParams } from 'react-router-dom';
import { NewProjectPage } from './NewProjectPage';
import { ProjectPage } from './ProjectPage';
import { ProjectsPage } from './ProjectsPage';
import { Permitted } from '../shared';

/** Pages below `/projects`. */
export function ProjectsRouter() {
  return (
    <Routes>
      <Route index element={<ProjectsPage />} />
      <Route
        path="new"
        element={
          <Permitted may={access => access.canCreateProjects}>
            <NewProjectPage />
          </Permitted>
        }
      />
      <Route path=":projectId/*" element={<ProjectById />} />
    </Routes>
  );
}

function ProjectById() {
  const { projectId = '' } = useParams();
  return <ProjectPage key={projectId} projectId={projectId} />;
}
