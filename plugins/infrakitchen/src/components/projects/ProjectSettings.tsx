import { useState } from 'react';
import { Flex } from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Availability,
  FieldDiff,
  ImpactReview,
  useAction,
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
  const { project, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const action = useAction();
  const [reviewed, setReviewed] = useState<ReviewedEdit>();
  const save = async (draft: ProjectDraft) => {
    await api.updateProject(project.id, toProjectPatch(draft), {
      revision: project.revision,
    });
    notify('The project was saved');
    await reload();
  };
  const review = (draft: ProjectDraft, fields: DifferingField[]) => {
    const { tags, configs } = draft;
    setReviewed({
      title: `Edit ${project.name}`,
      confirmLabel: 'Save',
      summary: <FieldDiff label="Fields that change" fields={fields} />,
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
        title="Edit project"
        start={draftOf(project)}
        saveLabel="Save"
        action={action}
        error={
          <WriteError
            error={action.error}
            title="The project was not saved"
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
          ? 'Resources can be created in the project and moved into it.'
          : 'The project is disabled: nothing can be created in it or moved into it, and its resources can only be destroyed.',
        disable:
          'Nothing can be created in the project or moved into it until it is enabled again, and its resources can only be destroyed.',
        delete:
          'The project, its roles and its approval rules are deleted. This is possible only when no resource is in it.',
      }}
      errorTitle="The project was not changed"
      onReload={reload}
      onSwitch={async action => {
        await api.actOnProject(project.id, action);
        await reload();
      }}
      onDelete={async () => {
        await api.deleteProject(project.id);
        notify(`${project.name} was deleted`);
        goTo(links.projects);
      }}
    />
  );
}
