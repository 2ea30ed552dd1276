import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Flex } from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Availability,
  FieldDiff,
  ImpactReview,
  useAction,
  useFormState,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
  type DifferingField,
  type ReviewedEdit,
} from '../shared';
import {
  draftOf,
  inheritedDiff,
  toProjectPatch,
  type ProjectDraft,
} from './projectDraft';
import { ProjectForm } from './ProjectForm';
import type { ProjectTabProps } from './ProjectPage';
import { projectsTranslationRef } from './translation';

/** Changes a project, switches it off and on, or deletes it. */
export function ProjectSettings(props: ProjectTabProps) {
  const { project } = props;
  return (
    <Flex direction="column" gap="4">
      {/* Another revision starts the form anew. */}
      <EditProject key={project.revision} {...props} />
      <ProjectAvailability {...props} />
    </Flex>
  );
}

function EditProject(props: ProjectTabProps) {
  const { t } = useTranslationRef(projectsTranslationRef);
  const { project, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const action = useAction();
  const form = useFormState({
    object: `project/${project.id}`,
    base: project.revision,
    start: draftOf(project),
  });
  const [reviewed, setReviewed] = useState<ReviewedEdit>();
  const save = async (draft: ProjectDraft) => {
    await api.updateProject(project.id, toProjectPatch(draft), {
      revision: project.revision,
    });
    form.saved();
    notify(t('projectSettings.theProjectWasSaved'));
    await reload();
  };
  const review = (draft: ProjectDraft, fields: DifferingField[]) => {
    const { tags, configs } = draft;
    setReviewed({
      title: t('projectSettings.editName', { name: project.name }),
      confirmLabel: t('projectSettings.save'),
      summary: (
        <FieldDiff
          label={t('projectSettings.fieldsThatChange')}
          fields={fields}
        />
      ),
      loadImpact: (page, signal) =>
        api.previewProjectImpact(project.id, { tags, configs }, page, {
          signal,
        }),
      onConfirm: async () => {
        await action.run('save', () => save(draft));
      },
    });
  };
  return (
    <>
      <ProjectForm
        title={t('projectSettings.editProject')}
        form={form}
        saveLabel={t('projectSettings.save')}
        action={action}
        error={
          <WriteError
            error={action.error}
            title={t('projectSettings.theProjectWasNotSaved')}
            onReload={reload}
          />
        }
        onSave={async draft => {
          const fields = inheritedDiff(project, draft);
          if (fields.length === 0) {
            await save(draft);
          } else {
            review(draft, fields);
          }
        }}
      />
      <ImpactReview edit={reviewed} onClose={() => setReviewed(undefined)} />
    </>
  );
}

function ProjectAvailability(props: ProjectTabProps) {
  const { t } = useTranslationRef(projectsTranslationRef);
  const { project, reload } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  return (
    <Availability
      name={project.name}
      enabled={project.enabled}
      texts={{
        state: project.enabled
          ? t('projectSettings.resourcesCanBeCreatedIn')
          : t('projectSettings.theProjectIsDisabledNothing'),
        disable: t('projectSettings.nothingCanBeCreatedIn'),
        delete: t('projectSettings.theProjectItsRolesAnd'),
      }}
      errorTitle={t('projectSettings.theProjectWasNotChanged')}
      onReload={reload}
      onSwitch={async action => {
        await api.actOnProject(project.id, action);
        await reload();
      }}
      onDelete={async () => {
        await api.deleteProject(project.id);
        notify(t('projectSettings.nameWasDeleted', { name: project.name }));
        goTo(links.projects);
      }}
    />
  );
}
