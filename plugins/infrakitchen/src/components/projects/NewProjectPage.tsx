import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  PageFrame,
  useAction,
  useFormState,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../shared';
import { emptyProject, toProjectInput } from './projectDraft';
import { ProjectForm } from './ProjectForm';
import { projectsTranslationRef } from './translation';

/** Creates a project. */
export function NewProjectPage() {
  const { t } = useTranslationRef(projectsTranslationRef);
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const form = useFormState({ object: 'project/new', start: emptyProject });
  return (
    <PageFrame
      title={t('newProjectPage.newProject')}
      description={t('newProjectPage.aBoundaryOfGovernanceOwners')}
      breadcrumb={links.newProject}
    >
      <ProjectForm
        title={t('newProjectPage.project')}
        isNew
        form={form}
        saveLabel={t('newProjectPage.createProject')}
        action={action}
        error={
          <WriteError
            error={action.error}
            title={t('newProjectPage.theProjectWasNotCreated')}
          />
        }
        onSave={async draft => {
          const project = await api.createProject(toProjectInput(draft));
          form.draft.forget();
          notify(t('newProjectPage.nameWasCreated', { name: project.name }));
          goTo(links.project(project.id));
        }}
      />
    </PageFrame>
  );
}
