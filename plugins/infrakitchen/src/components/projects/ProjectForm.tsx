import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState, type ReactNode } from 'react';
import {
  Button,
  Flex,
  Switch,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { TagsEditor } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  LabelsField,
  PrincipalsField,
  Section,
  WorkspacePicker,
  type FormState,
  type PendingAction,
} from '../shared';
import { keyFromName } from '../templates/templateKey';
import { FieldsEditor } from './FieldsEditor';
import { projectProblem, type ProjectDraft } from './projectDraft';
import { projectsTranslationRef } from './translation';
import { tagsEditorTranslationRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** Writes or changes a project. */
export function ProjectForm(props: {
  title: string;
  form: FormState<ProjectDraft>;
  /** A key is for ever. */
  isNew?: boolean;
  saveLabel: string;
  action: PendingAction;
  onSave: (draft: ProjectDraft) => Promise<void>;
  /** What went wrong, above the button. */
  error: ReactNode;
}) {
  const { t } = useTranslationRef(projectsTranslationRef);
  const { t: tEntries } = useTranslationRef(tagsEditorTranslationRef);
  const { title, form, isNew, saveLabel, action, onSave, error } = props;
  const { value: draft, set } = form;
  const [tried, setTried] = useState(false);
  const problem = projectProblem(t, tEntries, draft);
  const save = () => {
    setTried(true);
    if (!problem) {
      action.run('save', () => onSave(draft));
    }
  };
  return (
    <Section title={title} form>
      <Flex direction="column" gap="4">
        <DraftNotice draft={form.draft} onDiscard={form.reset} />
        <TextField
          label={t('projectForm.name')}
          isRequired
          maxLength={120}
          value={draft.name}
          onChange={name =>
            set({
              name,
              ...(draft.keyTouched ? {} : { key: projectKey(name) }),
            })
          }
        />
        {isNew && (
          <TextField
            label={t('projectForm.key')}
            isRequired
            maxLength={63}
            description={t('projectForm.shortAndLastingItCannot')}
            value={draft.key}
            onChange={key => set({ key, keyTouched: true })}
          />
        )}
        <TextAreaField
          label={t('projectForm.description')}
          maxLength={2000}
          value={draft.description}
          onChange={description => set({ description })}
        />
        <PrincipalsField
          label={t('projectForm.owners')}
          description={t('projectForm.usersAndGroupsEachIs')}
          value={draft.owners}
          onChange={owners => set({ owners })}
        />
        <LabelsField
          value={draft.labels}
          onChange={labels => set({ labels })}
        />
        <TagsEditor
          noun="Tag"
          description={t('projectForm.flowOntoTheObjectsOf')}
          entries={draft.tags}
          onChange={tags => set({ tags })}
        />
        <TagsEditor
          noun="Config"
          description={t('projectForm.flowIntoVariablesOfThe')}
          entries={draft.configs}
          onChange={configs => set({ configs })}
        />
        <FieldsEditor
          fields={draft.fields}
          onChange={fields => set({ fields })}
        />
        <Switch
          label={t('projectForm.descriptionLabelsAndOwnerOf')}
          isSelected={draft.metadataFree}
          onChange={metadataFree => set({ metadataFree })}
        />
        <WorkspacePicker
          label={t('projectForm.workspace')}
          description={t('projectForm.repositoryThatTheCodeOf')}
          usableOnly
          value={draft.workspace}
          onChange={workspace => set({ workspace })}
        />
        <Switch
          label={t('projectForm.itsResourcesCannotDoWithout')}
          isSelected={draft.workspaceRequired}
          onChange={workspaceRequired => set({ workspaceRequired })}
        />
        {tried && problem && (
          <Text color="danger" role="alert">
            {problem}
          </Text>
        )}
        {error}
        <div>
          <Button
            variant="primary"
            isPending={action.pending === 'save'}
            onPress={save}
          >
            {saveLabel}
          </Button>
        </div>
      </Flex>
    </Section>
  );
}

/** Like the key of a template, with hyphens. */
function projectKey(name: string): string {
  return keyFromName(name).replace(/_/g, '-');
}
