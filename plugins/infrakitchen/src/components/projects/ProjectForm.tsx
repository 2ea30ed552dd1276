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
  LabelsField,
  PrincipalsField,
  Section,
  WorkspacePicker,
  type PendingAction,
} from '../shared';
import { keyFromName } from '../templates/templateKey';
import { FieldsEditor } from './FieldsEditor';
import { projectProblem, type ProjectDraft } from './projectDraft';

/** Writes or changes a project. */
export function ProjectForm(props: {
  title: string;
  start: ProjectDraft;
  /** A key is for ever. */
  isNew?: boolean;
  saveLabel: string;
  action: PendingAction;
  onSave: (draft: ProjectDraft) => Promise<void>;
  /** What went wrong, above the button. */
  error: ReactNode;
}) {
  const { title, start, isNew, saveLabel, action, onSave, error } = props;
  const [draft, setDraft] = useState(start);
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<ProjectDraft>) =>
    setDraft(old => ({ ...old, ...patch }));
  const problem = projectProblem(draft);
  const save = () => {
    setTried(true);
    if (!problem) {
      action.run('save', () => onSave(draft));
    }
  };
  return (
    <Section title={title} form>
      <Flex direction="column" gap="4">
        <TextField
          label="Name"
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
            label="Key"
            isRequired
            maxLength={63}
            description="Short and lasting; it cannot change."
            value={draft.key}
            onChange={key => set({ key, keyTouched: true })}
          />
        )}
        <TextAreaField
          label="Description"
          maxLength={2000}
          value={draft.description}
          onChange={description => set({ description })}
        />
        <PrincipalsField
          label="Owners"
          description="Users and groups; each is an admin of the project."
          value={draft.owners}
          onChange={owners => set({ owners })}
        />
        <LabelsField
          value={draft.labels}
          onChange={labels => set({ labels })}
        />
        <TagsEditor
          noun="Tag"
          description="Flow onto the objects of all resources of the project."
          entries={draft.tags}
          onChange={tags => set({ tags })}
        />
        <TagsEditor
          noun="Config"
          description="Flow into variables of the same name in all resources of the project."
          entries={draft.configs}
          onChange={configs => set({ configs })}
        />
        <FieldsEditor
          fields={draft.fields}
          onChange={fields => set({ fields })}
        />
        <Switch
          label="Description, labels and owner of its resources change without approval"
          isSelected={draft.metadataFree}
          onChange={metadataFree => set({ metadataFree })}
        />
        <WorkspacePicker
          label="Workspace"
          description="Repository that the code of its resources is written to, unless they have one of their own. Its resources share your right to use it."
          usableOnly
          value={draft.workspace}
          onChange={workspace => set({ workspace })}
        />
        <Switch
          label="Its resources cannot do without a workspace"
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
