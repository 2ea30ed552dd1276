import { useState } from 'react';
import { Button, Flex, Switch, TextAreaField, TextField } from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  LabelsField,
  MultiSelect,
  parseLabels,
  Section,
  useAction,
  useNotify,
  WriteError,
} from '../shared';
import { DangerZone } from './DangerZone';
import type { TemplateTabProps } from './TemplatePage';
import { useTemplates } from './useTemplates';

/** Edits a template, and enables, disables or deletes it. */
export function TemplateSettings(props: TemplateTabProps) {
  const { template } = props;
  return (
    <Flex direction="column" gap="4">
      {/* Another revision starts the form anew. */}
      <EditTemplate key={template.revision} {...props} />
      <DangerZone {...props} />
    </Flex>
  );
}

const parseNames = (text: string) => parseLabels(text);

function EditTemplate(props: TemplateTabProps) {
  const { template, reload } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const notify = useNotify();
  const templates = useTemplates();
  const [draft, setDraft] = useState({
    name: template.name,
    description: template.description ?? '',
    documentation: template.documentation ?? '',
    labels: template.labels.join(', '),
    parentIds: template.parentIds,
    namePattern: template.conventions.namePattern ?? '',
    requiredTags: template.conventions.requiredTags.join(', '),
    requiredConfigs: template.conventions.requiredConfigs.join(', '),
    metadataFree: template.metadataFree ?? false,
  });
  const set = (patch: Partial<typeof draft>) =>
    setDraft(old => ({ ...old, ...patch }));
  const save = () =>
    action.run('save', async () => {
      await api.updateTemplate(
        template.id,
        {
          name: draft.name.trim(),
          description: draft.description,
          documentation: draft.documentation,
          labels: parseLabels(draft.labels),
          parentIds: draft.parentIds,
          conventions: {
            namePattern: draft.namePattern.trim() || undefined,
            requiredTags: parseNames(draft.requiredTags),
            requiredConfigs: parseNames(draft.requiredConfigs),
          },
          metadataFree: draft.metadataFree,
        },
        { revision: template.revision },
      );
      notify('The template was saved');
      await reload();
    });

  return (
    <Section title="Edit template" form>
      <Flex direction="column" gap="3">
        <TextField
          label="Name"
          isRequired
          value={draft.name}
          onChange={name => set({ name })}
        />
        <TextAreaField
          label="Description"
          value={draft.description}
          onChange={description => set({ description })}
        />
        <TextAreaField
          label="Documentation"
          description="Markdown."
          rows={6}
          value={draft.documentation}
          onChange={documentation => set({ documentation })}
        />
        <MultiSelect
          label="Parent templates"
          options={(templates.value ?? [])
            .filter(other => other.id !== template.id)
            .map(({ id, name, key }) => ({
              id,
              label: name,
              description: key,
            }))}
          value={draft.parentIds}
          onChange={parentIds => set({ parentIds })}
        />
        <LabelsField
          value={draft.labels}
          onChange={labels => set({ labels })}
        />
        <TextField
          label="Name pattern"
          description="Name that every resource must have; {variable} stands for a variable's value."
          value={draft.namePattern}
          onChange={namePattern => set({ namePattern })}
        />
        <TextField
          label="Required tags"
          description="Separated by commas."
          value={draft.requiredTags}
          onChange={requiredTags => set({ requiredTags })}
        />
        <TextField
          label="Required configs"
          description="Separated by commas."
          value={draft.requiredConfigs}
          onChange={requiredConfigs => set({ requiredConfigs })}
        />
        <Switch
          label="Description, labels and owner of its resources change without approval"
          isSelected={draft.metadataFree}
          onChange={metadataFree => set({ metadataFree })}
        />
        <WriteError
          error={action.error}
          title="The template was not saved"
          onReload={reload}
        />
        <div>
          <Button
            variant="primary"
            isDisabled={draft.name.trim() === ''}
            isPending={action.pending === 'save'}
            onPress={save}
          >
            Save
          </Button>
        </div>
      </Flex>
    </Section>
  );
}
