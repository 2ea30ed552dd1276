import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  PageFrame,
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../shared';
import { emptyProject, toProjectInput } from './projectDraft';
import { ProjectForm } from './ProjectForm';

/** Creates a project. */
export function NewProjectPage() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  return (
    <PageFrame
      title="New project"
      description="A boundary of governance: owners, default tags and configs, approval rules of its own."
      breadcrumb={links.newProject}
    >
      <ProjectForm
        title="Project"
        isNew
        start={emptyProject}
        saveLabel="Create project"
        action={action}
        error={
          <WriteError
            error={action.error}
            title="The project was not created"
          />
        }
        onSave={async draft => {
          const project = await api.createProject(toProjectInput(draft));
          notify(`${project.name} was created`);
          goTo(links.project(project.id));
        }}
      />
    </PageFrame>
  );
}
