import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Flex,
  Switch,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  LabelsField,
  MultiSelect,
  parseLabels,
  Section,
  useAction,
  useFormState,
  useNotify,
  WriteError,
} from '../shared';
import {
  ConventionFields,
  conventionProblem,
  toConventionDraft,
  toConventions,
} from './ConventionFields';
import { DangerZone } from './DangerZone';
import type { TemplateTabProps } from './TemplatePage';
import { useTemplates } from './useTemplates';
import { ViolationCheck } from './ViolationCheck';
import { templatesTranslationRef } from './translation';

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

function EditTemplate(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, reload } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const notify = useNotify();
  const templates = useTemplates();
  const form = useFormState({
    object: `template/${template.id}`,
    base: template.revision,
    start: {
      name: template.name,
      description: template.description ?? '',
      documentation: template.documentation ?? '',
      labels: template.labels.join(', '),
      parentIds: template.parentIds,
      conventions: toConventionDraft(template.conventions),
      metadataFree: template.metadataFree ?? false,
      publishToCatalog: template.publishToCatalog ?? true,
      publishSelfService: template.publishSelfService ?? true,
    },
  });
  const { value: draft, set } = form;
  const conventions = toConventions(draft.conventions);
  const problem = conventionProblem(t, draft.conventions);
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
          conventions,
          metadataFree: draft.metadataFree,
          publishToCatalog: draft.publishToCatalog,
          publishSelfService: draft.publishSelfService,
        },
        { revision: template.revision },
      );
      form.saved();
      notify(t('templateSettings.theTemplateWasSaved'));
      await reload();
    });

  return (
    <Section title={t('templateSettings.editTemplate')} form>
      <Flex direction="column" gap="3">
        <DraftNotice draft={form.draft} onDiscard={form.reset} />
        <TextField
          label={t('templateSettings.name')}
          isRequired
          value={draft.name}
          onChange={name => set({ name })}
        />
        <TextAreaField
          label={t('templateSettings.description')}
          value={draft.description}
          onChange={description => set({ description })}
        />
        <TextAreaField
          label={t('templateSettings.documentation')}
          description="Markdown."
          rows={6}
          value={draft.documentation}
          onChange={documentation => set({ documentation })}
        />
        <MultiSelect
          label={t('templateSettings.parentTemplates')}
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
        <ConventionFields
          draft={draft.conventions}
          onChange={patch =>
            set({ conventions: { ...draft.conventions, ...patch } })
          }
        />
        {problem && (
          <Text color="danger" role="alert">
            {problem}
          </Text>
        )}
        {!problem && (
          <ViolationCheck
            of={JSON.stringify(conventions)}
            load={(cursor, signal) =>
              api.previewConventions(
                template.id,
                conventions,
                { cursor },
                { signal },
              )
            }
          />
        )}
        <Switch
          label={t('templateSettings.descriptionLabelsAndOwnerOf')}
          isSelected={draft.metadataFree}
          onChange={metadataFree => set({ metadataFree })}
        />
        <Switch
          label={t('templateSettings.itsResourcesAreEntitiesOf')}
          isSelected={draft.publishToCatalog}
          onChange={publishToCatalog => set({ publishToCatalog })}
        />
        {!template.abstract && (
          <Switch
            label={t('templateSettings.selfServiceItIsA')}
            isSelected={draft.publishSelfService}
            onChange={publishSelfService => set({ publishSelfService })}
          />
        )}
        <WriteError
          error={action.error}
          title={t('templateSettings.theTemplateWasNotSaved')}
          onReload={reload}
        />
        <div>
          <Button
            variant="primary"
            isDisabled={draft.name.trim() === '' || problem !== undefined}
            isPending={action.pending === 'save'}
            onPress={save}
          >
            {t('templateSettings.save')}
          </Button>
        </div>
      </Flex>
    </Section>
  );
}
